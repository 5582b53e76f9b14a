"""What a conversation looks like to bulk actions, what was changed of it, and how that is put back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations import actions, permissions
from kundig.conversations.actions.beside import keep_beside
from kundig.conversations.bulk import events
from kundig.conversations.models import Category, Conversation, Priority
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.events import record
from kundig.staff.models import Agent, Team

# As JSON, by aspect; a tag is an aspect of its own ("tag:eilt").
Look = dict[str, Any]
# Aspect: its value before and after.
Changes = dict[str, list[Any]]

_MOMENTS = ("waiting_since", "snoozed_until", "resolved_at", "closed_at")
_TAG = "tag:"


def look_of(one: Conversation) -> Look:
    """Return all that a verb for many can change."""
    tags = {f"{_TAG}{name}": True for name in one.tags.values_list("name", flat=True)}
    return {
        "team": one.team_id,
        "assignee": one.assignee_id,
        "priority": int(one.priority),
        "category": one.category_id,
        "is_spam": one.is_spam,
        "state": _state_of(one),
        **tags,
    }


def changes_between(before: Look, after: Look) -> Changes:
    """Return what differs."""
    aspects = sorted(before.keys() | after.keys())
    pairs = {aspect: [before.get(aspect), after.get(aspect)] for aspect in aspects}
    return {aspect: pair for aspect, pair in pairs.items() if pair[0] != pair[1]}


def still_stand(changes: Changes, now: Look) -> bool:
    """Tell whether nobody has changed any of it since."""
    return all(now.get(aspect) == after for aspect, (_before, after) in changes.items())


def put_back(one: Conversation, changes: Changes, *, by: Actor) -> None:
    """Do the opposite verbs. The team comes first: whoever is not in it gives the conversation up."""
    for aspect in sorted(changes, key=lambda name: (name != "team", name)):
        _put_back(one, aspect, changes[aspect][0], by)


def _put_back(one: Conversation, aspect: str, before: Any, by: Actor) -> None:
    if aspect == "team":
        if before is None:
            take_from_team(one, by=by)
        else:
            actions.hand_over(one, by=by, team=Team.objects.get(pk=before))
    elif aspect == "assignee":
        agent = None if before is None else Agent.objects.get(pk=before)
        actions.assign(one, by=by, agent=agent)
    elif aspect == "priority":
        actions.set_priority(one, by=by, priority=Priority(before))
    elif aspect == "category":
        category = None if before is None else Category.objects.get(pk=before)
        actions.set_category(one, by=by, category=category)
    elif aspect == "is_spam":
        (actions.mark_spam if before else actions.unmark_spam)(one, by=by)
    elif aspect == "state":
        put_back_state(one, by=by, before=before)
    else:
        verb = actions.tag if before else actions.untag
        verb(one, by=by, name=aspect.removeprefix(_TAG))


@action(
    "conversation.put_back_state",
    _("Undo a change of the state"),
    needs=permissions.WORK,
    icon="undo-2",
    offered=False,
)
def put_back_state(conversation: Conversation, *, by: Actor, before: dict[str, Any]) -> None:
    """Give a conversation the state again, with its moments, that `look_of` saw before."""
    if _state_of(conversation) == before:
        return
    conversation.state, conversation.status_id = before["state"], before["status"]
    for name in _MOMENTS:
        at = before[name]
        setattr(conversation, name, datetime.fromisoformat(at) if at else None)
    conversation.save(update_fields=["state", "status", *_MOMENTS])
    record(conversation, events.PUT_BACK, by=by, state=before["state"])


@action(
    "conversation.take_from_team",
    _("Undo handing to a team"),
    needs=permissions.WORK,
    icon="undo-2",
    offered=False,
)
def take_from_team(conversation: Conversation, *, by: Actor) -> None:
    """Let a conversation belong to no team again, as before it was handed to one."""
    if conversation.team_id is None:
        return
    before, conversation.team = conversation.team_id, None
    conversation.save(update_fields=["team"])
    keep_beside(conversation)
    record(conversation, events.TAKEN_FROM_TEAM, by=by, from_team=before)


def _state_of(one: Conversation) -> dict[str, Any]:
    moments = {name: getattr(one, name) for name in _MOMENTS}
    shown = {name: at.astimezone(UTC).isoformat() if at else None for name, at in moments.items()}
    return {"state": str(one.state), "status": one.status_id, **shown}
