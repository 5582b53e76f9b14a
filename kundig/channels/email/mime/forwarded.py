"""Mails within a mail: who wrote them and what they say, so that nobody has to open a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kundig.channels.email.mime.addresses import read_addresses, read_sender
from kundig.channels.email.mime.characters import cut, one_line
from kundig.channels.email.mime.dates import read_date
from kundig.channels.email.mime.header_blocks import header_block_fields, header_block_lines
from kundig.channels.email.mime.lines import is_forwarded_separator, unquoted
from kundig.channels.email.mime.mail import Address, Defect, Forwarded
from kundig.channels.email.mime.tree import Part, split
from kundig.core import caps

# How programs mark a subject when they pass a mail on: "Fwd:", "WG:", "TR:", "Doorst:" …
_PASSED_ON = re.compile(
    r"\s*\[?(?:fwd?|wg|wtr|tr|rv|enc|i|inoltro|doorst|vb|vl|vidarebef|pd|přep|továbbítás|πρθ|пересл|转发|轉寄|転送|전달)\s*[:：\]]",
    re.IGNORECASE,
)
# So far down somebody looks for the block that names the first sender.
_LINES = 500


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


def find_forwarded(text: str, subject: str, visible: str) -> Forwarded | None:
    """The mail that was passed on within the text, under a header block; None where there is none.

    Its words are left out where the `visible` text shows them anyway.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    for start in _starts(lines[:_LINES], subject):
        length = header_block_lines(lines, start)
        if not length:
            continue
        said = header_block_fields(lines[start : start + length])
        sender = _sender(said.get("from", ""))
        words = "\n".join(unquoted(line) for line in lines[start + length :]).strip()
        is_shown = bool(words) and words[-200:] in visible
        return Forwarded(
            sender=sender,
            subject=one_line(said.get("subject", ""), caps.MAIL_SUBJECT_CHARS),
            date=read_date(said.get("date", "")),
            text="" if is_shown else cut(words, caps.MAIL_CARD_CHARS),
        )
    return None


def _starts(lines: list[str], subject: str) -> Iterator[int]:
    """Where the block may begin: below the words for it, or anywhere if the subject says so."""
    passed_on = _PASSED_ON.match(subject) is not None
    below = -1
    for number, line in enumerate(lines):
        if is_forwarded_separator(line):
            below = number + 3
        elif line.strip() and (passed_on or number <= below):
            yield number


def _sender(value: str) -> Address:
    found = read_addresses(value)
    return found[0] if found else Address("", one_line(value, caps.MAIL_NAME_CHARS))
