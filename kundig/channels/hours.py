"""Opening hours as questions: is somebody there at this moment, and when again."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kundig.channels.models import OpeningHours
from kundig.conversations.models import Channel
from kundig.conversations.snoozing import SpansOf

Span = tuple[time, time]
_SPAN = re.compile(
    r"\s*(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?\s*"
)  # people type it
# How far ahead an opening is looked for: over any holidays.
_DAYS_AHEAD = 60


def hours_of(channel: Channel) -> OpeningHours | None:
    """Return the channel's opening hours, or the organisation's; None where nobody has set any."""
    own = OpeningHours.objects.filter(channel=channel).first()
    return own or OpeningHours.objects.filter(channel=None).first()


def spans_finder(channel: Channel) -> SpansOf | None:
    """Return what tells when somebody is there on a day, for the moments that are offered to agents."""
    hours = hours_of(channel)
    if hours is None or not any(hours.week):
        return None
    return lambda day: [
        (_begin(day, span, hours), _end(day, span, hours)) for span in spans_of(hours, day)
    ]


def is_open(hours: OpeningHours, at: datetime) -> bool:
    """Tell whether somebody is there at that moment."""
    local = at.astimezone(ZoneInfo(hours.time_zone))
    return any(_begin(local.date(), span, hours) <= at < _end(local.date(), span, hours)
               for span in spans_of(hours, local.date()))  # fmt: skip


def next_opening(hours: OpeningHours, at: datetime) -> datetime | None:
    """Return the next moment at which somebody is there; None where that is not within two months."""
    today = at.astimezone(ZoneInfo(hours.time_zone)).date()
    for day in (today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)):
        for span in spans_of(hours, day):
            if at < _begin(day, span, hours):
                return _begin(day, span, hours)
    return None


def spans_of(hours: OpeningHours, day: date) -> list[Span]:
    """Return when somebody is there on a day, in order."""
    if day in hours.holidays or len(hours.week) != 7:
        return []
    return sorted(read_span(text) for text in hours.week[day.weekday()])


def read_span(text: str) -> Span:
    """Return the times of "9-17" or "09:00-17:30"; ValueError for anything else. 24:00 is the day's end."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(text)
    begin = time(int(match[1]), int(match[2] or 0))
    last = (int(match[3]), int(match[4] or 0))
    end = time.max if last == (24, 0) else time(*last)
    if begin >= end:
        raise ValueError(text)
    return begin, end


def written(span: Span) -> str:
    """Return a span as it is kept: "09:00-17:30"."""
    begin, end = span
    return f"{begin:%H:%M}-{'24:00' if end == time.max else f'{end:%H:%M}'}"


def _begin(day: date, span: Span, hours: OpeningHours) -> datetime:
    return datetime.combine(day, span[0], ZoneInfo(hours.time_zone))


def _end(day: date, span: Span, hours: OpeningHours) -> datetime:
    return datetime.combine(day, span[1], ZoneInfo(hours.time_zone))
