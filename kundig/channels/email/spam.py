"""What is spam by itself: mail of blocked senders, and what one's own server has marked."""

from __future__ import annotations

from kundig.channels.email.mime.headers import read_headers
from kundig.conversations import actions
from kundig.conversations.models import Message
from kundig.core import caps
from kundig.core.actor import SYSTEM


def put_aside(message: Message, raw: bytes) -> None:
    """Put a conversation that a message has just begun into the spam view, if it is spam."""
    conversation = message.conversation
    if conversation.message_count > 1 or conversation.is_spam:
        return
    if actions.is_blocked(str(message.sender.get("address", ""))):
        actions.find_spam(conversation, by=SYSTEM, why="blocked")
    elif marked_by_server(raw):
        actions.find_spam(conversation, by=SYSTEM, why="server")


def marked_by_server(raw: bytes) -> bool:
    """Tell whether a filter on the way has marked a mail, as SpamAssassin and rspamd do.

    A stranger can write such a header, too; they harm nobody but themselves by it.
    """
    headers, _body = read_headers(raw, 0, min(len(raw), caps.MAIL_HEADER_BLOCK_BYTES))
    marks = (headers.get("x-spam-flag"), headers.get("x-spam-status"), headers.get("x-spam"))
    return any(mark.lower().startswith(("yes", "true")) for mark in marks)
