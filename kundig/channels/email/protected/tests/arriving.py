"""Mails that arrive as they always do, and what a reader sees of them."""

from __future__ import annotations

from kundig.channels.email.models import Mailbox
from kundig.channels.intake import take_in
from kundig.conversations.models import Message
from kundig.conversations.shown import for_showing, shown_messages
from kundig.conversations.stream.letter import draw_letter
from kundig.conversations.stream.reader import Reader
from tests.jobs import work_off


def arrived(mailbox: Mailbox, raw: bytes) -> Message:
    """Return the message that a mail becomes."""
    take_in(mailbox.channel, raw)
    work_off()
    return Message.objects.latest("pk")


def drawn(message: Message) -> str:
    """Return the message as it stands on the page."""
    (shown,) = shown_messages(for_showing(Message.objects.filter(pk=message.pk)))
    return str(draw_letter(shown, Reader()))


def verdicts(message: Message) -> list[str]:
    """Return what is said of the signatures of the whole message."""
    return [one["verdict"] for one in message.protection.get("signatures", [])]


def is_green(message: Message) -> bool:
    """Tell whether anything about the message is green."""
    return "chip met" in drawn(message)
