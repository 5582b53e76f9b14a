"""note_sender: what a channel found out about who really wrote."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.models import Message
from kundig.core.actions import action
from kundig.core.actor import Actor

# What is said on the message, by the verdict.
WARNING = {"failed": "sender_failed"}


@action(
    "message.note_sender",
    _("Note who wrote"),
    needs=permissions.RECEIVE,
    icon="shield-check",
    offered=False,
)
def note_sender(message: Message, *, by: Actor, verdict: str) -> None:  # noqa: ARG001  # the wrapper asks for it
    """Note a verdict about the sender: "proven", "unproven", "failed", or "" where it could not be checked."""
    warning = WARNING.get(verdict)
    if warning and warning not in message.warnings:
        message.warnings = [*message.warnings, warning]
    message.sender_check = verdict
    message.save(update_fields=["sender_check", "warnings"])
