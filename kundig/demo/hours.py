"""Time as the demo needs it: service hours for agents, wall clock for customers, working days in texts."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from .company import HOURS

_AMOUNT = re.compile(r"(\d+)([dhm])")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})$")


def open_from(moment: datetime) -> datetime:
    """`moment` itself if the service is open then, else the next opening."""
    while True:
        span = HOURS.get(moment.weekday())
        if span and moment.time() < span[1]:
            return max(moment, datetime.combine(moment.date(), span[0], moment.tzinfo))
        moment = datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)


def service_time_later(moment: datetime, delay: str) -> datetime:
    """When an agent acts who needs `delay` ("20m", "3h", "1d", "1d2h") of service time.

    Days are calendar days; hours and minutes only run while the service is open.
    """
    days, left = _parts(delay)
    moment = open_from(moment + days)
    while True:
        closing = datetime.combine(moment.date(), HOURS[moment.weekday()][1], moment.tzinfo)
        if moment + left < closing:
            return moment + left
        left -= closing - moment
        moment = open_from(closing)


def wall_clock_later(moment: datetime, delay: str) -> datetime:
    """When a customer writes: "35m", "2d", "19:40" (the next time the clock shows it) or "2d 19:40"."""
    amount, _, clock = delay.rpartition(" ")
    if not _CLOCK.match(clock):
        days, left = _parts(delay)
        return moment + days + left
    days, left = _parts(amount)
    later = at_clock(moment + days + left, clock)
    return later if later > moment else later + timedelta(days=1)


def at_clock(day: datetime, clock: str) -> datetime:
    """The same day at `clock` ("19:40"); ValueError if that is no time."""
    found = _CLOCK.match(clock)
    if not found:
        raise ValueError(f"not a time of day: {clock!r}")
    return day.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)


def minutes_of(clock: str) -> int:
    """The time "11:24" as minutes since midnight."""
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def working_day(moment: datetime, days: int) -> datetime:
    """`days` from `moment`, moved off Sundays and Saturdays in the same direction."""
    day = moment + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1 if days >= 0 else -1)
    return day


def _parts(delay: str) -> tuple[timedelta, timedelta]:
    if _AMOUNT.sub("", delay).strip():
        raise ValueError(f"not a delay: {delay!r}")
    amounts = {unit: int(number) for number, unit in _AMOUNT.findall(delay)}
    rest = timedelta(hours=amounts.get("h", 0), minutes=amounts.get("m", 0))
    return timedelta(days=amounts.get("d", 0)), rest
