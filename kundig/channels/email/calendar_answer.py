"""The answer to an invitation as calendars read it: METHOD:REPLY (RFC 5546, 3.2.3) in a part of the mail (RFC 6047)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

from kundig.conversations.invitations import Card, answers_invitation
from kundig.conversations.models import Message
from kundig.core import caps
from kundig.core.text import one_line

_LINE_BYTES = 75
_TO_ESCAPE = re.compile(r"[\\;,]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def add_calendar_answer(mail: EmailMessage, message: Message) -> None:
    """Put the answer beside the words of a mail that answers an invitation; any other stays as it is."""
    if not answers_invitation(message):
        return
    text = calendar_answer(message.cards[0], message.created_at)
    mail.add_alternative(text, subtype="calendar", charset="utf-8", params={"method": "REPLY"})


def calendar_answer(card: Card, at: datetime) -> str:
    """Return an answer's card, given at a moment, as a calendar of one event."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(card, at))


def _lines(card: Card, at: datetime) -> Iterator[str]:
    attendee = card["attendees"][0]
    yield from ("BEGIN:VCALENDAR", "PRODID:-//Kundig//Kundig//EN", "VERSION:2.0")
    yield from ("METHOD:REPLY", "BEGIN:VEVENT")
    yield f"UID:{_escaped(card['uid'])}"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{card['sequence']}"
    if card["recurrence"]:
        is_day = "T" not in card["recurrence"]
        yield f"RECURRENCE-ID{';VALUE=DATE' if is_day else ''}:{card['recurrence']}"
    yield f"ORGANIZER{_named(card['organizer'])}"
    yield f"ATTENDEE;PARTSTAT={attendee['answer'].upper()}{_named(attendee['person'])}"
    if card["summary"]:
        yield f"SUMMARY:{_escaped(card['summary'])}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _named(person: dict[str, str]) -> str:
    """The end of a line that names somebody: their name as a parameter, their address as the value."""
    # Nothing inside quotes can be escaped (RFC 5545, 3.1).
    name = one_line(person["name"], caps.MAIL_NAME_CHARS).replace('"', "'")
    parameter = f';CN="{name}"' if name else ""
    return f"{parameter}:mailto:{person['address']}"


def _escaped(text: str) -> str:
    plain = _TO_ESCAPE.sub(lambda found: f"\\{found[0]}", _CONTROL.sub("", text))
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line cut into pieces of at most 75 bytes, never within a letter (RFC 5545, 3.1)."""
    pieces, piece, room = [], "", _LINE_BYTES
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            # The space that begins a further piece counts.
            piece, room = "", _LINE_BYTES - 1
        piece += letter
        room -= size
    return "\r\n ".join([*pieces, piece])
