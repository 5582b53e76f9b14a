"""What only some may open: the originals of confidential and masked messages, and of locked files."""

from __future__ import annotations

from kundig.conversations.models import Attachment, Message
from kundig.conversations.permissions import CONFIDENTIAL
from kundig.core.actor import Actor


def may_open(actor: Actor, message: Message) -> bool:
    """Tell whether an actor who sees the conversation may read this message's original."""
    return not is_kept_apart(message) or actor.may(CONFIDENTIAL, message.conversation)


def is_kept_apart(message: Message) -> bool:
    """Tell whether a message's original is not for everybody: it holds the locked files, too."""
    return message.is_confidential or message.attachments.filter(is_locked=True).exists()


def may_open_file(actor: Actor, file: Attachment) -> bool:
    """Tell whether an actor who sees the conversation may have this file as it came."""
    if not file.is_locked or file.message is None:
        return not file.is_locked
    return actor.may(CONFIDENTIAL, file.message.conversation)
