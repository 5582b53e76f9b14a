"""Views that people made, as lists of the desk. What is read from them is remembered, for a minute where it asks for times."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kundig.conversations.condition_fields import (
    NO_OWN_FIELDS,
    OwnFields,
    conversation_fields,
    own_fields,
)
from kundig.conversations.listing.sorts import SORTS
from kundig.conversations.listing.view import View
from kundig.conversations.models import ConversationQuerySet, SavedView, ViewOrder
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.conditions import MY_TEAMS, Asker, Node, is_broken, load, mentions, narrow
from kundig.core.conditions.own import names_own
from kundig.core.conditions.tree import asks_for, asks_when
from kundig.core.prepared import KINDS_OF_GRANTS, Given, Prepared
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent

# The latest activity has another name in addresses.
_SORTS = {order.value: order.value for order in ViewOrder} | {ViewOrder.LATEST.value: "-activity"}
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def own_views(agent: Agent) -> list[View]:
    """Return the views that people made and this agent has, as the agent arranged them, without the hidden ones."""
    shown = [
        one
        for one in _arranged(agent.grants).rows()
        if one.hidden_at is None  # type: ignore[attr-defined]  # annotated by `as_arranged_by`
    ]
    return _lists_of(shown, agent)


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _arranged(grants: AgentGrants) -> Prepared[SavedView]:
    by = Actor("agent", grants.agent_id, grants)
    return Prepared(lambda: SavedView.objects.current().visible_to(by).as_arranged_by(by))


def own_view(pk: int, agent: Agent) -> View | None:
    """Return one of them, hidden or not; None where the agent has no such view."""
    found = _lists_of(list(_one(agent.grants).rows(view=pk)), agent)
    return found[0] if found else None


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _one(grants: AgentGrants) -> Prepared[SavedView]:
    by = Actor("agent", grants.agent_id, grants)
    return Prepared(lambda: SavedView.objects.current().visible_to(by).filter(pk=Given("view")))


def order_of(sort: str) -> ViewOrder:
    """Return how a view is kept that is sorted like this; `sort` is one of `SORTS`."""
    return ViewOrder(next(order for order, name in _SORTS.items() if name == sort))


def held_by(node: Node, asker: Asker, rows: ConversationQuerySet) -> ConversationQuerySet:
    """Narrow to what a view with these conditions holds: no merged ones, and spam only where they speak of it."""
    rows = rows.not_merged().standing_alone()
    return narrow(rows if mentions(node, "spam") else rows.no_spam(), node, asker)


def asker_for(node: Node, agent: Agent) -> Asker:
    """Return who asks; two who would be answered alike are the same, so that answers can be remembered."""
    teams = agent.own_teams if asks_for(node, MY_TEAMS) else frozenset[int]()
    zone = timezone.get_current_timezone()
    if asks_when(node):
        return Asker(agent.actor, teams, zone=zone)
    return Asker(agent.actor, teams, _ANY_TIME, zone)


@dataclass(frozen=True)
class _Saved:
    pk: int
    name: str
    icon: str
    order: str
    columns: tuple[str, ...]
    conditions: str
    # As they are declared now: a view asks anew where they have changed.
    own: OwnFields


def _lists_of(views: list[SavedView], agent: Agent) -> list[View]:
    own = own_fields(json.dumps([saved.conditions for saved in views]))
    return [_list_of(saved, agent, own) for saved in views]


def _list_of(saved: SavedView, agent: Agent, own: OwnFields) -> View:
    conditions = json.dumps(saved.conditions)
    if not names_own(conditions):
        own = NO_OWN_FIELDS
    columns = tuple(saved.columns)
    kept = _Saved(saved.pk, saved.name, saved.icon, saved.order, columns, conditions, own)
    return _view(kept, asker_for(_node(conditions, own), agent))


@functools.lru_cache(maxsize=caps.OWN_VIEWS_REMEMBERED)
def _node(conditions: str, own: OwnFields) -> Node:
    return load(json.loads(conditions), conversation_fields(own))


@functools.lru_cache(maxsize=caps.OWN_VIEWS_REMEMBERED)
def _view(saved: _Saved, asker: Asker) -> View:
    node = _node(saved.conditions, saved.own)

    def within(rows: ConversationQuerySet) -> ConversationQuerySet:
        return held_by(node, asker, rows)

    return View(
        f"v/{saved.pk}",
        saved.name,
        "triangle-alert" if is_broken(node) else saved.icon,
        within,
        SORTS[_SORTS[saved.order]].order,
        counted=True,
        waits=True,
        state_is_known=False,
        empty=_BROKEN if is_broken(node) else _("No conversation fits this view."),
        columns=saved.columns,
        saved=saved.pk,
    )


_BROKEN = _(
    "One of this view’s conditions no longer means anything. Change the view to see conversations."
)
