"""The moments that are offered for snoozing and for sending later: when somebody is there, in the reader's time zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Channel

# When somebody is there on a day, in order.
Span = tuple[datetime, datetime]
SpansOf = Callable[[date], list[Span]]
# Knows the hours of a channel; None where nobody has set any.
HoursFinder = Callable[[Channel], SpansOf | None]

# Where nobody has set opening hours.
MORNING, CLOSING = time(9), time(18)
AFTERNOON = time(14)
# Until when "this afternoon" is worth offering, and how long before the end of a day it is late.
NOON = time(13)
BEFORE_CLOSING = timedelta(hours=1)
# Instead of a moment: nothing but the customer's own message brings it back.
UNTIL_REPLY = "reply"
_finders: list[HoursFinder] = []


@dataclass(frozen=True)
class Preset:
    """One moment to come back at."""

    name: str
    label: str | Promise = field(compare=False)
    at: datetime


def opened_by(finder: HoursFinder) -> None:
    """Let a room above say when somebody is there to answer on a channel."""
    _finders.append(finder)


def presets_for(channel: Channel) -> list[Preset]:
    """Return what is offered at this moment, within the hours of a channel where they are set."""
    return presets(spans_of=_hours_of(channel))


def next_working_day(channel: Channel) -> datetime | None:
    """Return when somebody is there again on a channel, tomorrow at the earliest; None where that is not known."""
    today = timezone.localtime().date()
    at = _next_working_day(_hours_of(channel), today)
    return timezone.localtime(at) if at else None


def _hours_of(channel: Channel) -> SpansOf:
    known = (finder(channel) for finder in _finders)
    return next((found for found in known if found), usual_hours)


def usual_hours(day: date) -> list[Span]:
    """Return what counts where nobody has set opening hours: nine to six, every day."""
    return [(_at(day, MORNING), _at(day, CLOSING))]


def presets(now: datetime | None = None, spans_of: SpansOf = usual_hours) -> list[Preset]:
    """Return what is offered at this moment, the soonest first; nothing at which nobody is there."""
    here = timezone.localtime(now)
    today, spans = here.date(), spans_of(here.date())
    monday = today + timedelta(days=7 - today.weekday())
    offered = [
        ("afternoon", _("This afternoon"), _afternoon(today, spans, here)),
        ("evening", _("Later today"), spans[-1][1] - BEFORE_CLOSING if spans else None),
        ("tomorrow", _("Tomorrow morning"), _opening(spans_of, today + timedelta(days=1), 1)),
        ("monday", _("Next Monday"), _opening(spans_of, monday, 1)),
        ("workday", _("Next working day"), _next_working_day(spans_of, today)),
        ("week", _("In a week"), _opening(spans_of, today + timedelta(days=7), 7)),
    ]
    ahead = [
        Preset(name, label, timezone.localtime(at))
        for name, label, at in offered
        if at and at > here
    ]
    # The same moment twice is offered under the name that says more: on a Monday a week from now is the next one.
    by_moment = {preset.at: preset for preset in reversed(ahead)}
    return sorted(by_moment.values(), key=lambda preset: preset.at)


def _afternoon(today: date, spans: list[Span], here: datetime) -> datetime | None:
    """Two o'clock, or when somebody is back from the midday break."""
    if here >= _at(today, NOON):
        return None
    at = _at(today, AFTERNOON)
    times = [max(at, begin) for begin, end in spans if end > at + BEFORE_CLOSING]
    return times[0] if times else None


def _next_working_day(spans_of: SpansOf, today: date) -> datetime | None:
    """The first opening after today that is not on a weekend, unless the hours know that weekends are worked."""
    days = (today + timedelta(days=ahead) for ahead in range(1, 15))
    for day in days:
        if spans_of is usual_hours and day.weekday() > 4:
            continue
        if spans := spans_of(day):
            return spans[0][0]
    return None


def _opening(spans_of: SpansOf, first: date, days: int) -> datetime | None:
    """When somebody is there first on a day, or on one of those after it."""
    for ahead in range(days):
        if spans := spans_of(first + timedelta(days=ahead)):
            return spans[0][0]
    return None


def _at(day: date, hour: time) -> datetime:
    # Combined anew with the zone, so that nine o'clock stays nine o'clock when the clocks change.
    return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())
