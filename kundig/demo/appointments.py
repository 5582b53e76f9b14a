"""Appointments that customers attach, as their calendars write them (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from .hours import at_clock, working_day

APPOINTMENTS = {
    "handover": ("Abstimmung: zwei Spatz Duo", "Kita Mühlenbach, Westfalenstraße 3, Münster"),
}
_LINES = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Demo//Calendar//DE
METHOD:REQUEST
BEGIN:VEVENT
UID:{uid}
SEQUENCE:0
DTSTAMP:{sent}
DTSTART:{starts}
DTEND:{ends}
SUMMARY:{summary}
LOCATION:{place}
ORGANIZER;CN="{name}":mailto:{organizer}
ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{invited}
END:VEVENT
END:VCALENDAR
"""


def appointment(
    kind: str, *, organizer: tuple[str, str], invited: str, sent_at: datetime, seed: str
) -> bytes:
    """Return the invitation to an appointment of `kind`, three days after the mail; KeyError for an unknown kind.

    `organizer` are name and address.
    """
    summary, place = APPOINTMENTS[kind]
    starts = at_clock(working_day(sent_at, 3), "10:00")
    name, address = organizer
    lines = _LINES.format(
        uid=f"{sha256(seed.encode()).hexdigest()[:24]}@{address.partition('@')[2]}",
        sent=_utc(sent_at),
        starts=_utc(starts),
        ends=_utc(starts + timedelta(minutes=45)),
        summary=_text(summary),
        place=_text(place),
        name=name,
        organizer=address,
        invited=invited,
    )
    return lines.replace("\n", "\r\n").encode()


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.replace(",", "\\,")
