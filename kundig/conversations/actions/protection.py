"""note_protection: how an answer was signed and encrypted on its way out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.models import Message
from kundig.core.actions import action
from kundig.core.actor import Actor


@action(
    "message.note_protection",
    _("Note how it was protected"),
    needs=permissions.RECEIVE,
    icon="lock",
    offered=False,
)
def note_protection(message: Message, *, by: Actor, facts: dict[str, Any]) -> None:  # noqa: ARG001  # the wrapper asks for it
    """Note how an answer went out, in the words of `protection`; what its author wanted stays."""
    message.protection = {**message.protection, **facts}
    message.save(update_fields=["protection"])
