"""Pages of people and companies."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.customers import actions
from kundig.customers.facts import shown_facts
from kundig.customers.forms import AddressForm, CustomerForm, NoteForm
from kundig.customers.models import Address, AddressKind, Company, Customer
from kundig.customers.permissions import CHANGE, SEE
from kundig.customers.search import find_customers


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Customers by name, or those that were searched."""
    actor = _actor(request)
    if not actor.may(SEE):
        raise PermissionDenied
    text = request.GET.get("q", "").strip()
    after = request.GET.get("after", "")
    rows = find_customers(text, actor) if text else Customer.objects.visible_to(actor)
    ordered = _behind(rows, after).prefetch_related("addresses").order_by("name", "pk")
    found = list(ordered[: caps.PAGE_ROWS + 1])
    shown = found[: caps.PAGE_ROWS]
    context = {
        "place": "customers",
        "customers": shown,
        "text": text,
        "after": f"{shown[-1].pk}" if len(found) > caps.PAGE_ROWS else "",
    }
    return render(request, "customers/index.html", context)


@require_GET
@login_required
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """A person: who it is, and all that was ever said."""
    return _page(request, _visible(request, pk))


@require_http_methods(["GET", "POST"])
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known about a person."""
    found = _visible(request, pk)
    if not _actor(request).may(CHANGE, found):
        raise PermissionDenied
    form = CustomerForm(request.POST or None, customer=found, actor=_actor(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.change(
            found,
            by=_actor(request),
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
        actions.add_address(found, by=_actor(request), kind=kind, value=form.cleaned_data["value"])
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
    actions.remove_address(found, by=_actor(request), address=address)
    return redirect("customer", pk)


@require_POST
@login_required
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a remark about the person."""
    found = _visible(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, note_form=form)
    actions.add_note(found, by=_actor(request), text=form.cleaned_data["text"])
    return redirect("customer", pk)


@require_GET
@login_required
def company(request: HttpRequest, pk: int) -> HttpResponse:
    """A company and its people, as far as they may be seen."""
    actor = _actor(request)
    found = get_object_or_404(Company.objects.visible_to(actor), pk=pk)
    people = Customer.objects.visible_to(actor).filter(company=found)
    ordered = people.prefetch_related("addresses").order_by("name", "pk")
    shown = list(ordered[: caps.COMPANY_PEOPLE])
    # A company that is known by its domain alone is called so already.
    names = found.domains.exclude(name=found.name).order_by("name").values_list("name", flat=True)
    context = {"place": "customers", "company": found, "people": shown, "names": names}
    return render(request, "customers/company.html", context)


def _page(request: HttpRequest, found: Customer, **forms: Any) -> HttpResponse:
    actor = _actor(request)
    context = {
        "place": "customers",
        "customer": found,
        "addresses": list(found.addresses.order_by("pk")),
        "facts": shown_facts(found),
        "notes": list(found.notes.all()[: caps.PAGE_ROWS]),
        "can_change_customer": actor.may(CHANGE, found),
        "address_form": AddressForm(),
        "note_form": NoteForm(),
        **forms,
    }
    return render(request, "customers/customer.html", context, status=422 if forms else 200)


def _visible(request: HttpRequest, pk: int) -> Customer:
    rows = Customer.objects.visible_to(_actor(request)).select_related("company")
    return get_object_or_404(rows, pk=pk)


def _behind(rows: QuerySet[Customer], after: str) -> QuerySet[Customer]:
    is_id = after.isdecimal() and len(after) <= caps.ID_DIGITS
    last = Customer.objects.filter(pk=int(after)).first() if is_id else None
    if last is None:
        return rows
    return rows.filter(name__gte=last.name).exclude(name=last.name, pk__lte=last.pk)


def _actor(request: HttpRequest) -> Actor:
    assert request.user.is_authenticated
    return request.user.actor
