"""Pages of people."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kundig.core import caps
from kundig.core.errors import NotAllowed, Refused
from kundig.customers import actions
from kundig.customers.erasing.permissions import ERASE
from kundig.customers.facts import shown_facts
from kundig.customers.forms import AddressForm, CustomerForm, NoteForm
from kundig.customers.merging.models import CustomerMerge, is_made_of_several, may_be_known_twice
from kundig.customers.merging.permissions import MERGE
from kundig.customers.models import Address, AddressKind, Customer, entry_that_stayed
from kundig.customers.paging import page_of_people
from kundig.customers.permissions import CHANGE, SEE
from kundig.customers.reach import within_reach
from kundig.customers.requests import actor_of
from kundig.customers.search import find_customers


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Customers by name, or those that were searched."""
    actor = actor_of(request)
    if not actor.may(SEE):
        raise PermissionDenied
    text = request.GET.get("q", "").strip()
    after = request.GET.get("after", "")
    rows = find_customers(text, actor) if text else Customer.objects.visible_to(actor)
    shown, more = page_of_people(rows, after, caps.PAGE_ROWS)
    context = {
        "place": "customers",
        "customers": shown,
        "text": text,
        "after": more,
        "can_merge": actor.may(MERGE),
    }
    return render(request, "customers/index.html", context)


@require_GET
@login_required
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """A person: who it is, and all that was ever said; where two entries became one, the one that stayed."""
    try:
        return _page(request, _visible(request, pk))
    except Http404:
        stayed = entry_that_stayed(Customer, pk)
        if stayed == pk:
            raise
        return redirect("customer", _visible(request, stayed).pk)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known about a person."""
    found = _visible(request, pk)
    if not actor_of(request).may(CHANGE, found):
        raise PermissionDenied
    form = CustomerForm(request.POST or None, customer=found, actor=actor_of(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.change(
            found,
            by=actor_of(request),
            name=data["name"],
            language=data["language"],
            vip=data["vip"],
            company=data["company"],
            without_company=data["company"] is None,
            fields=form.own_values,
        )
        return redirect("customer", pk)
    context = {"place": "customers", "customer": found, "form": form}
    return render(request, "customers/change.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def add_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a way to reach the person."""
    found = _visible(request, pk)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, found, address_form=form)
    kind = AddressKind(form.cleaned_data["kind"])
    try:
        actions.add_address(
            found, by=actor_of(request), kind=kind, value=form.cleaned_data["value"]
        )
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error("value", refused.sentence)
        return _page(request, found, address_form=form)
    return redirect("customer", pk)


@require_POST
@login_required
def remove_address(request: HttpRequest, pk: int, address_pk: int) -> HttpResponse:
    """Take an address away."""
    found = _visible(request, pk)
    address = get_object_or_404(Address, pk=address_pk, customer=found)
    actions.remove_address(found, by=actor_of(request), address=address)
    return redirect("customer", pk)


@require_POST
@login_required
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a remark about the person."""
    found = _visible(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, note_form=form)
    actions.add_note(found, by=actor_of(request), text=form.cleaned_data["text"])
    return redirect("customer", pk)


def _page(request: HttpRequest, found: Customer, **forms: Any) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "place": "customers",
        "customer": found,
        "can_erase": actor.may(ERASE) and not within_reach(actor.grants),
        "addresses": list(
            found.addresses.annotate(may_be_known_twice=may_be_known_twice("customer_id")).order_by(
                "pk"
            )
        ),
        "facts": shown_facts(found),
        "notes": list(found.notes.all()[: caps.PAGE_ROWS]),
        "can_change_customer": actor.may(CHANGE, found),
        "can_merge": actor.may(MERGE, found),
        "merges": CustomerMerge.objects.into(found)
        if getattr(found, "is_made_of_several", False)
        else [],
        "address_form": AddressForm(),
        "note_form": NoteForm(),
        **forms,
    }
    return render(request, "customers/customer.html", context, status=422 if forms else 200)


def _visible(request: HttpRequest, pk: int) -> Customer:
    rows = Customer.objects.visible_to(actor_of(request)).select_related("company")
    return get_object_or_404(
        rows.annotate(is_made_of_several=is_made_of_several(CustomerMerge)), pk=pk
    )
