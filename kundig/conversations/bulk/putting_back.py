"""put_back: the state that a conversation had before a bulk action."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.bulk import events
from kundig.conversations.models import Conversation
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.events import record

_MOMENTS = ("waiting_since", "snoozed_until", "resolved_at", "closed_at")


def state_of(conversation: Conversation) -> dict[str, Any]:
    """Return the state with its moments, as JSON."""
    moments = {name: getattr(conversation, name) for name in _MOMENTS}
    shown = {name: at.isoformat() if at else None for name, at in moments.items()}
    return {"state": str(conversation.state), **shown}


@action(
    "conversation.put_back",
    _("Undo a change of the state"),
    needs=permissions.WORK,
    icon="undo-2",
    offered=False,
)
def put_back(conversation: Conversation, *, by: Actor, before: dict[str, Any]) -> None:
    """Give a conversation the state again that `state_of` returned before it was changed."""
    if state_of(conversation) == before:
        return
    conversation.state = before["state"]
    for name in _MOMENTS:
        at = before[name]
        setattr(conversation, name, datetime.fromisoformat(at) if at else None)
    conversation.save(update_fields=["state", *_MOMENTS])
    record(conversation, events.PUT_BACK, by=by, state=before["state"])
