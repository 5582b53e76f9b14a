"""Views that people made, as lists of the desk. What is read from them is remembered, for a minute where it asks for times."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kundig.conversations.condition_fields import CONVERSATION_FIELDS
from kundig.conversations.listing.order import LATEST, LONGEST_WAITING, MOST_URGENT
from kundig.conversations.listing.view import View
from kundig.conversations.models import ConversationQuerySet, SavedView, ViewOrder
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.conditions import MY_TEAMS, Asker, Node, is_broken, load, mentions, narrow
from kundig.core.conditions.tree import asks_for, asks_when
from kundig.core.prepared import KINDS_OF_GRANTS, Given, Prepared
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent

ORDERS = {
    ViewOrder.URGENT.value: MOST_URGENT,
    ViewOrder.WAITING.value: LONGEST_WAITING,
    ViewOrder.LATEST.value: LATEST,
}
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def own_views(agent: Agent) -> list[View]:
    """Return the views that people made and this agent has, as the agent arranged them, without the hidden ones."""
    return [
        _list_of(one, agent)
        for one in _arranged(agent.grants).rows()
        if one.hidden_at is None  # type: ignore[attr-defined]  # annotated by `as_arranged_by`
    ]


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _arranged(grants: AgentGrants) -> Prepared[SavedView]:
    by = Actor("agent", grants.agent_id, grants)
    return Prepared(lambda: SavedView.objects.current().visible_to(by).as_arranged_by(by))


def own_view(pk: int, agent: Agent) -> View | None:
    """Return one of them, hidden or not; None where the agent has no such view."""
    return next((_list_of(one, agent) for one in _one(agent.grants).rows(view=pk)), None)


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _one(grants: AgentGrants) -> Prepared[SavedView]:
    by = Actor("agent", grants.agent_id, grants)
    return Prepared(lambda: SavedView.objects.current().visible_to(by).filter(pk=Given("view")))


def held_by(node: Node, asker: Asker, rows: ConversationQuerySet) -> ConversationQuerySet:
    """Narrow to what a view with these conditions holds: no merged ones, and spam only where they speak of it."""
    rows = rows.not_merged()
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
    conditions: str


def _list_of(saved: SavedView, agent: Agent) -> View:
    kept = _Saved(saved.pk, saved.name, saved.icon, saved.order, json.dumps(saved.conditions))
    return _view(kept, asker_for(_node(kept.conditions), agent))


@functools.lru_cache(maxsize=caps.OWN_VIEWS_REMEMBERED)
def _node(conditions: str) -> Node:
    return load(json.loads(conditions), CONVERSATION_FIELDS)


@functools.lru_cache(maxsize=caps.OWN_VIEWS_REMEMBERED)
def _view(saved: _Saved, asker: Asker) -> View:
    node = _node(saved.conditions)

    def within(rows: ConversationQuerySet) -> ConversationQuerySet:
        return held_by(node, asker, rows)

    return View(
        f"v/{saved.pk}",
        saved.name,
        "triangle-alert" if is_broken(node) else saved.icon,
        within,
        ORDERS[saved.order],
        counted=True,
        state_is_known=False,
        empty=_BROKEN if is_broken(node) else _("No conversation fits this view."),
    )


_BROKEN = _(
    "One of this view’s conditions no longer means anything. Change the view to see conversations."
)
