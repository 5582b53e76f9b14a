"""Confidential messages: their words are in the raw mail alone, and only some may open that."""

from __future__ import annotations

from kundig.conversations.models import Message
from kundig.conversations.permissions import CONFIDENTIAL
from kundig.core.actor import Actor


def may_open(actor: Actor, message: Message) -> bool:
    """Tell whether an actor who sees the conversation may read this message's original."""
    return not message.is_confidential or actor.may(CONFIDENTIAL, message.conversation)
