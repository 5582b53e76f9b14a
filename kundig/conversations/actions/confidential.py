"""note_opened: that somebody read a confidential message."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.models import Message
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.events import record


@action(
    "message.note_opened",
    _("Open confidential mail"),
    needs=permissions.CONFIDENTIAL,
    icon="lock",
    offered=False,
)
def note_opened(message: Message, *, by: Actor) -> None:
    """Leave a trace of who opened a confidential message: in the conversation and in the audit trail."""
    record(message.conversation, events.CONFIDENTIAL_OPENED, by=by, message=message.pk)
