"""How a list looks for its reader: its columns and its order, and the page where both are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from kundig.conversations import actions
from kundig.conversations.columns import Column, columns_named, fetched_for, offered_columns
from kundig.conversations.listing import View, view_named
from kundig.conversations.listing.order import Order
from kundig.conversations.listing.own import order_of
from kundig.conversations.listing.sorts import SORTS, name_of, opposite, sorts_of
from kundig.conversations.models import SavedView
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.staff.actions import set_preferences
from kundig.staff.models import DENSITIES, Agent
from kundig.web.address import address


@dataclass(frozen=True)
class ListLook:
    """Columns and order of one list: those of the address, else the reader's own, else the view's."""

    view: View
    columns: tuple[Column, ...]
    # The name of the order; empty for that of the view.
    sort: str
    is_in_address: bool
    # The reader has chosen some of it for this list.
    is_own: bool

    @classmethod
    def of(cls, view: View, agent: Agent, asked: str = "") -> ListLook:
        """Return how the agent has this view; `asked` is the order that the address names."""
        own = agent.own_lists.get(view.name, {})
        known = sorts_of(view)
        is_asked = asked in known
        sort = asked if is_asked else own.get("sort", "")
        found = columns_named(own.get("columns", view.columns))
        return cls(view, tuple(found), sort if sort in known else "", is_asked, bool(own))

    @property
    def order(self) -> Order:
        """Return the order in force."""
        return SORTS[self.sort].order if self.sort else self.view.order

    @property
    def fetched(self) -> tuple[str, ...]:
        """Return what the columns need of each conversation."""
        return fetched_for(self.columns)

    @property
    def query(self) -> str:
        """Return what an address of this list ends with, so that it is sorted alike for whoever opens it."""
        return f"?{urlencode({'sort': self.sort})}" if self.is_in_address else ""

    @property
    def behind(self) -> str:
        """Return what stands in an address before the cursor that the list goes on behind."""
        return f"{self.query}&after=" if self.query else "?after="

    @property
    def version(self) -> str:
        """Return what changes with the headings."""
        return f"{self.sort}/{','.join(one.name for one in self.columns)}"

    def headings(self) -> Iterator[tuple[str, str, str]]:
        """Yield label, address and direction of each column; no address where it cannot be sorted by.

        The direction is "up" or "down" where the list is sorted by it now: choosing it again turns it round.
        """
        now, known = self.sort or name_of(self.view.order), sorts_of(self.view)
        for one in self.columns:
            is_now = one.sort in known and one.sort.lstrip("-") == now.lstrip("-")
            to = opposite(now) if is_now else one.sort * (one.sort in known)
            url = f"{address('inbox', self.view.name)}?{urlencode({'sort': to})}" if to else ""
            direction = ("down" if now.startswith("-") else "up") if is_now else ""
            yield str(one.label), url, direction


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def list_look(request: AgentRequest, view_name: str) -> HttpResponse:
    """Choose columns, order and density of a list; htmx gets the form alone."""
    view = view_named(view_name, request.user)
    if view is None:
        raise Http404
    if request.method == "POST":
        _take(request, view)
        return redirect("inbox", view.name)
    look = ListLook.of(view, request.user)
    chosen = {one.name for one in look.columns}
    context = {
        "place": "inbox",
        "view": view,
        "is_own": look.is_own,
        "gives_to_all": _changeable(request, view) is not None,
        "sorts": [(one, one.name == look.sort) for one in sorts_of(view).values()],
        "columns": [(one, one.name in chosen) for one in offered_columns()],
        "densities": [(value, words, value == request.user.density) for value, words in DENSITIES],
    }
    part = "desk/list_look/form.html" if wants_part(request) else "desk/list_look/page.html"
    return render(request, part, context)


def _take(request: AgentRequest, view: View) -> None:
    agent = request.user
    columns, sort = request.POST.getlist("columns"), request.POST.get("sort", "")
    to = request.POST.get("to", "own")
    if to == "all":
        _give_to_all(request, view, columns, sort)
    if to in ("all", "view"):
        actions.set_list(agent, by=agent.actor, view=view.name)
    else:
        actions.set_list(agent, by=agent.actor, view=view.name, columns=columns, sort=sort)
    set_preferences(agent, by=agent.actor, density=request.POST.get("density", agent.density))


def _give_to_all(request: AgentRequest, view: View, columns: list[str], sort: str) -> None:
    saved = _changeable(request, view)
    if saved is None:
        raise Http404
    order = order_of(sort) if sort in sorts_of(view) else None
    actions.change_view(saved, by=request.user.actor, columns=columns, order=order)


def _changeable(request: AgentRequest, view: View) -> SavedView | None:
    """Return the view that somebody made, if this reader may change it for all who have it."""
    if view.saved is None:
        return None
    known = SavedView.objects.current().visible_to(request.user.actor)
    saved = known.filter(pk=view.saved).first()
    return saved if saved and saved.may_be_changed_by(request.user.actor) else None
