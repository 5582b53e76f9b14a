"""Pages of companies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kundig.core import caps
from kundig.core.errors import NotAllowed, Refused
from kundig.customers import actions
from kundig.customers.forms import CompanyForm, DomainForm, NoteForm
from kundig.customers.merging.models import CompanyMerge, is_made_of_several
from kundig.customers.merging.permissions import MERGE
from kundig.customers.models import Company, Customer, entry_that_stayed
from kundig.customers.paging import page_of_people
from kundig.customers.permissions import CHANGE
from kundig.customers.requests import actor_of

FORMS: dict[str, type[forms.Form]] = {
    "rename_form": CompanyForm,
    "domain_form": DomainForm,
    "note_form": NoteForm,
}


@require_GET
@login_required
def company(request: HttpRequest, pk: int) -> HttpResponse:
    """A company: who belongs to it and what was said with them, as far as it may be seen.

    Where two entries became one, the one that stayed.
    """
    try:
        return _page(request, _visible(request, pk))
    except Http404:
        stayed = entry_that_stayed(Company, pk)
        if stayed == pk:
            raise
        return redirect("company", _visible(request, stayed).pk)


@require_GET
@login_required
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The next people of a company, to stand behind those that are shown."""
    found = _visible(request, pk)
    return render(request, "customers/company/people.html", _people(request, found))


@require_POST
@login_required
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the company another name."""
    return _change(request, pk, "rename_form", actions.rename)


@require_POST
@login_required
def add_domain(request: HttpRequest, pk: int) -> HttpResponse:
    """Let whoever writes from a domain belong to the company."""
    return _change(request, pk, "domain_form", actions.add_domain)


@require_POST
@login_required
def remove_domain(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a domain away from the company."""
    found = _visible(request, pk)
    actions.remove_domain(found, by=actor_of(request), domain=request.POST.get("domain", ""))
    return redirect("company", pk)


@require_POST
@login_required
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a remark about the company."""
    return _change(request, pk, "note_form", actions.add_company_note)


def _change(request: HttpRequest, pk: int, name: str, verb: Callable[..., object]) -> HttpResponse:
    """Do as the form says and return to the company; what is refused stands beside the form's first field."""
    found = _visible(request, pk)
    form = FORMS[name](request.POST)
    if not form.is_valid():
        return _page(request, found, **{name: form})
    try:
        verb(found, by=actor_of(request), **form.cleaned_data)
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(next(iter(form.fields)), refused.sentence)
        return _page(request, found, **{name: form})
    return redirect("company", found.pk)


def _page(request: HttpRequest, found: Company, **forms: forms.Form) -> HttpResponse:
    context = {
        "place": "customers",
        **_people(request, found),
        "domains": list(found.domains.order_by("name")),
        "notes": list(found.notes.all()[: caps.PAGE_ROWS]),
        "can_change_company": actor_of(request).may(CHANGE, found),
        "can_merge": actor_of(request).may(MERGE, found),
        "merges": CompanyMerge.objects.into(found)
        if getattr(found, "is_made_of_several", False)
        else [],
        "rename_form": CompanyForm(initial={"name": found.name}),
        "domain_form": DomainForm(),
        "note_form": NoteForm(),
        **forms,
    }
    return render(request, "customers/company.html", context, status=422 if forms else 200)


def _people(request: HttpRequest, found: Company) -> dict[str, Any]:
    rows = Customer.objects.visible_to(actor_of(request)).filter(company=found)
    shown, more = page_of_people(rows, request.GET.get("after", ""), caps.COMPANY_PEOPLE)
    return {"company": found, "people": shown, "after": more}


def _visible(request: HttpRequest, pk: int) -> Company:
    rows = Company.objects.visible_to(actor_of(request))
    return get_object_or_404(
        rows.annotate(is_made_of_several=is_made_of_several(CompanyMerge)), pk=pk
    )
