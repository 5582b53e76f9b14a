"""Mails within a mail: who wrote them and what they say, so that nobody has to open a file."""

from __future__ import annotations

from collections.abc import Callable

from kundig.channels.email.mime.addresses import read_sender
from kundig.channels.email.mime.characters import cut, one_line
from kundig.channels.email.mime.dates import read_date
from kundig.channels.email.mime.mail import Defect, Forwarded
from kundig.channels.email.mime.tree import Part, split
from kundig.core import caps


def read_forwarded(raw: bytes, read_text: Callable[[Part, list[Defect]], str]) -> Forwarded | None:
    """The mail that `raw` is; None where it has neither a sender nor a subject."""
    root = split(raw, [])
    sender, _flags = read_sender(root.headers)
    subject = one_line(root.headers.text("subject"), caps.MAIL_SUBJECT_CHARS)
    if not (sender.address or sender.name or subject):
        return None
    return Forwarded(
        sender=sender,
        subject=subject,
        date=read_date(root.headers.get("date")),
        text=cut(read_text(root, []), caps.MAIL_CARD_CHARS),
    )
