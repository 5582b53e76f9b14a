"""Times as a person says them: "5 min ago", "yesterday", "Nov 12"."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

TICKING = {
    "now": gettext_noop("just now"),
    "minutesAgo": gettext_noop("{n} min ago"),
    "hoursAgo": gettext_noop("{n} h ago"),
    "minutesAhead": gettext_noop("in {n} min"),
    "hoursAhead": gettext_noop("in {n} h"),
}
# A list writes a hundred times, and the platform is ten times as fast as Django at plain numbers.
NUMBERS = {"d": "%d", "m": "%m", "Y": "%Y", "H": "%H", "i": "%M"}


def ticking_words() -> dict[str, str]:
    """The words that change while a page stands open; the browser goes on with the same ones."""
    return {name: _(words) for name, words in TICKING.items()}


def relative(value: datetime, now: datetime | None = None) -> str:
    """Describes ``value`` as seen from ``now``, in the active language and time zone."""
    now = now or timezone.now()
    seconds = int((now - value).total_seconds())
    if abs(seconds) < DAY:
        return _within_a_day(seconds)
    return _by_date(timezone.localtime(value), timezone.localtime(now))


def exact(value: datetime) -> str:
    """Date and time as the active language writes them: 22.11.2026 16:05."""
    return _written(timezone.localtime(value), "SHORT_DATETIME_FORMAT")


def _within_a_day(seconds: int) -> str:
    distance, way = abs(seconds), "Ago" if seconds > 0 else "Ahead"
    if distance < MINUTE:
        name, count = "now", 0
    elif distance < HOUR:
        name, count = f"minutes{way}", distance // MINUTE
    else:
        name, count = f"hours{way}", distance // HOUR
    return _(TICKING[name]).replace("{n}", str(count))


def _by_date(value: datetime, now: datetime) -> str:
    days = (value.date() - now.date()).days
    if days == -1:
        return _("yesterday")
    if days == 1:
        return _("tomorrow, {time}").format(time=_written(value, "TIME_FORMAT"))
    if abs(days) < timedelta(weeks=1).days:
        return date_format(value, pgettext("date format: weekday and time", "D P"))
    if value.year == now.year:
        return date_format(value, pgettext("date format: day in this year", "M j"))
    return _written(value, "SHORT_DATE_FORMAT")


def _written(value: datetime, format: str) -> str:
    numbers = _as_numbers(get_format(format))
    return value.strftime(numbers) if numbers else date_format(value, format)


@functools.cache
def _as_numbers(format: str) -> str:
    """The format in the platform's letters; "" where it takes more than numbers."""
    is_plain = all(letter in NUMBERS or letter in ".:/- " for letter in format)
    return "".join(NUMBERS.get(letter, letter) for letter in format) if is_plain else ""
