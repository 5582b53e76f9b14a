"""Merging two entries: choosing the other one, both side by side, and taking them apart again.

The pages are the same for people and for companies; `kind` says which.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kundig.core import caps
from kundig.core.errors import NotAllowed, Refused
from kundig.customers.merging import actions
from kundig.customers.merging.belongings import later_rows, returning
from kundig.customers.merging.forms import IntoForm
from kundig.customers.merging.kinds import Kind
from kundig.customers.merging.models import SamePerson
from kundig.customers.merging.permissions import MERGE
from kundig.customers.merging.same.compare import Reason
from kundig.customers.merging.sides import side_by_side
from kundig.customers.merging.telling import what_hangs_on, what_returns
from kundig.customers.merging.values import take_back
from kundig.customers.models import Customer
from kundig.customers.requests import actor_of

# Before the name of a value: which of the two stays.
_KEEP = "keep-"


@require_http_methods(["GET", "POST"])
@login_required
def merge(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Choose the other entry, look at both side by side, and merge this one into it."""
    found = get_object_or_404(kind.model.objects.visible_to(actor_of(request)), pk=pk)
    if not actor_of(request).may(MERGE, found):
        raise NotAllowed("")
    if request.method == "POST":
        return _merge(request, kind, found)
    if "into" in request.GET:
        return _compare(request, kind, found)
    text = request.GET.get("q", "").strip()
    rows = kind.find(text, actor_of(request)).exclude(pk=pk) if text else kind.model.objects.none()
    context = {
        **_page(kind),
        "found": found,
        "text": text,
        "rows": rows[: caps.TARGET_ROWS],
    }
    return render(request, "merging/choose.html", context)


@require_GET
@login_required
def merged(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """What a merge has moved, and what taking it back would do."""
    actor = actor_of(request)
    one = _visible(request, pk, kind)
    later = later_rows(one)
    context = {
        **_page(kind),
        "merge": one,
        "going": what_returns(kind.model, returning(one), actor),
        "later": what_returns(kind.model, later, actor),
        "kept": len(one.changed) - len(take_back(one.target, one.changed)),
        "can_merge": actor.may(MERGE, one) and one.undone_at is None,
    }
    return render(request, "merging/merged.html", context)


@require_POST
@login_required
def undo(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Take two entries apart again and go to the one that is back."""
    one = _visible(request, pk, kind)
    kind.undo(one, by=actor_of(request))
    # For whoever is limited to teams the other one may lie out of reach.
    seen = kind.model.objects.visible_to(actor_of(request)).filter(pk=one.source_id).exists()
    return redirect(kind.page, one.source_id if seen else one.target_id)


@require_GET
@login_required
def same_people(request: HttpRequest) -> HttpResponse:
    """Entries that may be one person, the newest find first; `customer` narrows to one of them."""
    actor = actor_of(request)
    if not actor.may(MERGE):
        raise PermissionDenied
    pairs = SamePerson.objects.visible_to(actor).open().select_related("one", "other")
    customer = request.GET.get("customer", "")
    if customer.isascii() and customer.isdigit() and len(customer) < 19:
        pairs = pairs.about(int(customer))
    shown = list(pairs.order_by("-found_at", "-pk")[: caps.PAGE_ROWS])
    context = {"place": "customers", "pairs": [(pair, _reasons(pair)) for pair in shown]}
    template = "hint" if request.headers.get("HX-Request") else "same_people"
    return render(request, f"merging/{template}.html", context)


@require_POST
@login_required
def deny(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember that two entries are two people."""
    pairs = SamePerson.objects.visible_to(actor_of(request))
    pair = get_object_or_404(pairs.select_related("one", "other"), pk=pk)
    actions.deny(pair, by=actor_of(request))
    return redirect("same-people")


def _reasons(pair: SamePerson) -> list[str]:
    return [str(Reason(reason).label) for reason in pair.reasons]


def _merge(request: HttpRequest, kind: Kind, found: Any) -> HttpResponse:
    form = IntoForm(request.POST, kind=kind, actor=actor_of(request))
    if not form.is_valid():
        raise Http404
    into = form.cleaned_data["into"]
    keep = [name.removeprefix(_KEEP) for name, side in request.POST.items() if side == "theirs"]
    kind.merge(found, by=actor_of(request), into=into, keep=keep)
    return redirect(kind.page, into.pk)


def _compare(request: HttpRequest, kind: Kind, found: Any) -> HttpResponse:
    actor = actor_of(request)
    form = IntoForm(request.GET, kind=kind, actor=actor)
    if not form.is_valid():
        raise Http404
    into = form.cleaned_data["into"]
    if into == found:
        raise Refused("")
    context = {
        **_page(kind),
        "found": found,
        "into": into,
        "sides": side_by_side(found, into),
        "theirs": what_hangs_on(found, actor),
        "ours": what_hangs_on(into, actor),
        "can_swap": actor.may(MERGE, into),
    }
    return render(request, "merging/compare.html", context)


def _page(kind: Kind) -> dict[str, Any]:
    is_person = kind.model is Customer
    return {"place": "customers", "kind": kind, "is_person": is_person}


def _visible(request: HttpRequest, pk: int, kind: Kind) -> Any:
    return get_object_or_404(kind.merges._default_manager.visible_to(actor_of(request)), pk=pk)
