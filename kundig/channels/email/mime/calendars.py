"""Invitations: what a calendar in a mail asks, answers or calls off (RFC 5545, RFC 5546)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from kundig.channels.email.mime.content_lines import Line, read_lines
from kundig.channels.email.mime.mail import Address, Attendee, Invitation, Method
from kundig.channels.email.mime.zones import WINDOWS_ZONES
from kundig.core import caps

_METHODS: dict[str, Method] = {"REQUEST": "request", "REPLY": "reply", "CANCEL": "cancel"}
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$")
_DURATION = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?")
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)")


def read_invitation(text: str) -> Invitation | None:
    """The first appointment of a calendar; None where there is none that says when."""
    event: list[Line] = []
    zones: dict[str, str] = {}
    zone = method = ""
    path: list[str] = []
    for line in read_lines(text):
        if line.name == "BEGIN":
            path.append(line.value.strip().upper())
        elif line.name == "END":
            if path and path.pop() == "VEVENT":
                break
        elif path == ["VCALENDAR"] and line.name == "METHOD":
            method = line.value.strip().upper()
        elif path[1:2] == ["VTIMEZONE"] and line.name == "TZID":
            zone = line.value.strip()
        elif path[1:3] == ["VTIMEZONE", "STANDARD"] and line.name == "TZOFFSETTO":
            zones[zone] = line.value.strip()
        elif path[-1:] == ["VEVENT"]:
            event.append(line)
    return _invitation(event, _METHODS.get(method, "publish"), zones)


def _invitation(event: list[Line], method: Method, zones: dict[str, str]) -> Invitation | None:
    first = {line.name: line for line in reversed(event)}
    starts = _moment(first.get("DTSTART"), zones)
    if starts is None:
        return None
    if first.get("STATUS") and first["STATUS"].value.strip().upper() == "CANCELLED":
        method = "cancel"
    return Invitation(
        method=method,
        uid=_identity(first.get("UID")),
        sequence=_sequence(first.get("SEQUENCE")),
        recurrence=_recurrence(first.get("RECURRENCE-ID"), zones),
        summary=_words(first, "SUMMARY"),
        place=_words(first, "LOCATION"),
        description=first["DESCRIPTION"].text if "DESCRIPTION" in first else "",
        starts=starts,
        ends=_moment(first.get("DTEND"), zones) or _after(starts, first.get("DURATION")),
        all_day=_is_day(first["DTSTART"]),
        repeats="RRULE" in first or "RDATE" in first,
        organizer=_person(first["ORGANIZER"]) if "ORGANIZER" in first else Address(""),
        attendees=_attendees(line for line in event if line.name == "ATTENDEE"),
    )


def _identity(line: Line | None) -> str:
    """The name of an appointment, which is only worth something whole; "" for what can't be one."""
    name = line.text.strip() if line else ""
    return name if name.isprintable() and len(name) <= caps.MAIL_CARD_UID_CHARS else ""


def _sequence(line: Line | None) -> int:
    match = re.fullmatch(r"\d{1,9}", line.value.strip()) if line else None
    return int(match[0]) if match else 0


def _recurrence(line: Line | None, zones: dict[str, str]) -> str:
    """Which one of a series is meant, as an answer can name it without a zone: "20261124" or "20261124T090000Z"."""
    moment = _moment(line, zones)
    if line is None or moment is None:
        return ""
    return f"{moment:%Y%m%d}" if _is_day(line) else f"{moment:%Y%m%dT%H%M%SZ}"


def _words(lines: dict[str, Line], name: str) -> str:
    return lines[name].words if name in lines else ""


def _is_day(line: Line) -> bool:
    return "T" not in line.value


def _moment(line: Line | None, zones: dict[str, str]) -> datetime | None:
    match = _MOMENT.match(line.value.strip()) if line else None
    if line is None or match is None:
        return None
    numbers = [int(number or 0) for number in match.groups()[:6]]
    try:
        moment = datetime(*numbers[:5], tzinfo=_zone(line, bool(match[7]), zones))  # type: ignore[misc, arg-type]  # five numbers
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(line: Line, is_utc: bool, zones: dict[str, str]) -> tzinfo:
    """The zone that a time names; UTC where it names none, or one that nobody knows."""
    name = line.parameters.get("TZID", "").strip()
    if is_utc or not name:
        return UTC
    # Some programs write "/softwarestudio.org/Olson_2011/Europe/Berlin".
    for candidate in (name, WINDOWS_ZONES.get(name, ""), "/".join(name.split("/")[-2:])):
        try:
            return ZoneInfo(candidate)
        except (KeyError, ValueError, OSError):
            continue
    return _offset(zones.get(name, ""))


def _offset(text: str) -> tzinfo:
    match = _OFFSET.match(text)
    if match is None:
        return UTC
    minutes = (int(match[2]) * 60 + int(match[3])) % (24 * 60)
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))


def _after(starts: datetime, duration: Line | None) -> datetime | None:
    match = _DURATION.match(duration.value.strip()) if duration else None
    if match is None:
        return None
    weeks, days, hours, minutes = (int(number or 0) for number in match.groups())
    try:
        return starts + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except OverflowError:
        return None


def _person(line: Line) -> Address:
    address = re.sub(r"^mailto:", "", line.words, flags=re.IGNORECASE)
    name = Line("CN", line.parameters.get("CN", "")).words
    return Address(address[: caps.MAIL_ADDRESS_CHARS], "" if name == address else name)


def _attendees(lines: Iterable[Line]) -> tuple[Attendee, ...]:
    found = [
        Attendee(_person(line), line.parameters.get("PARTSTAT", "").lower()[:20]) for line in lines
    ]
    return tuple(found[: caps.MAIL_CARD_PEOPLE])
