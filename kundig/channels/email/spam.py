"""What is spam by itself: mail of blocked senders, what a mail server has marked, and what resembles spam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kundig.channels.email.junk import decide
from kundig.channels.email.peers import is_stranger
from kundig.channels.email.senders import check
from kundig.conversations import actions
from kundig.conversations.models import Direction, Message
from kundig.core import blobs
from kundig.core.actor import SYSTEM


def put_aside(message: Message, raw: bytes, envelope: Mapping[str, Any]) -> None:
    """Put a conversation that a message has just begun into the spam view, if it is spam.

    Where the sender is still to be found out, points and what was learnt are looked at afterwards.
    """
    conversation = message.conversation
    if conversation.message_count > 1 or conversation.is_spam:
        return
    if actions.is_blocked(actions.sender_at(message.sender, conversation.channel)):
        actions.find_spam(conversation, by=SYSTEM, why="blocked")
    elif message.channel is not None and not check.finds_out(message.channel):
        decide.put_aside(message, raw, is_direct=is_stranger(envelope))


def put_aside_later(message: Message, envelope: Mapping[str, Any]) -> None:
    """Do the rest of `put_aside` once the sender is found out; nothing where somebody has begun to work on it."""
    conversation = message.conversation
    others = conversation.messages.exclude(pk=message.pk)
    is_touched = others.filter(pk__lt=message.pk) | others.exclude(direction=Direction.INBOUND)
    if message.raw_id is None or conversation.is_spam or is_touched.exists():
        return
    decide.put_aside(message, blobs.content(message.raw_id), is_direct=is_stranger(envelope))
