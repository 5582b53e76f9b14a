"""Times as a person says them: "5 min ago", "yesterday", "Nov 12"."""

from __future__ import annotations

import functools
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language, gettext_noop, pgettext
from django.utils.translation import gettext as _

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
# The platform is ten times as fast as Django at plain numbers.
NUMBERS = {"d": "%d", "m": "%m", "Y": "%Y", "H": "%H", "i": "%M"}

# A page says a hundred times, the next one mostly the same: whatever depends on minute and language is written once.
_remembered = functools.lru_cache(maxsize=4096)


def ticking_words() -> dict[str, str]:
    """The words that change while a page stands open; the browser goes on with the same ones."""
    return {name: _(words) for name, words in TICKING.items()}


def relative(value: datetime, now: datetime | None = None) -> str:
    """Describes ``value`` as seen from ``now``, in the active language and time zone."""
    return _relative(timezone.localtime(value), now or timezone.now(), get_language())


def exact(value: datetime) -> str:
    """Date and time as the active language writes them: 22.11.2026 16:05."""
    return _written(_minute(timezone.localtime(value)), "SHORT_DATETIME_FORMAT", get_language())


def exact_and_relative(value: datetime) -> tuple[str, str]:
    """Both at once, which looks up zone and language once."""
    here, language = timezone.localtime(value), get_language()
    written = _written(_minute(here), "SHORT_DATETIME_FORMAT", language)
    return written, _relative(here, timezone.now(), language)


def forget() -> None:
    """Write everything anew from now on; for measuring."""
    for written in (_ticking, _written, _weekday_and_time, _day_in_year):
        written.cache_clear()


def _minute(here: datetime) -> datetime:
    """Take away what nothing here writes; the zone is the reader's already."""
    return here.replace(second=0, microsecond=0, tzinfo=None)


def _relative(here: datetime, now: datetime, language: str | None) -> str:
    seconds = int((now - here).total_seconds())
    if abs(seconds) < DAY:
        return _within_a_day(seconds, language)
    return _by_date(here, now.astimezone(here.tzinfo), language)


def _within_a_day(seconds: int, language: str | None) -> str:
    distance, way = abs(seconds), "Ago" if seconds > 0 else "Ahead"
    if distance < MINUTE:
        return _ticking("now", 0, language)
    if distance < HOUR:
        return _ticking(f"minutes{way}", distance // MINUTE, language)
    return _ticking(f"hours{way}", distance // HOUR, language)


def _by_date(here: datetime, now: datetime, language: str | None) -> str:
    days = (here.date() - now.date()).days
    if days == -1:
        return _("yesterday")
    if days == 1:
        time = _written(_minute(here), "TIME_FORMAT", language)
        return _("tomorrow, {time}").format(time=time)
    if abs(days) < timedelta(weeks=1).days:
        return _weekday_and_time(_minute(here), language)
    if here.year == now.year:
        return _day_in_year(here.date(), language)
    return _written(here.date(), "SHORT_DATE_FORMAT", language)


@_remembered
def _ticking(name: str, count: int, _language: str | None) -> str:
    return _(TICKING[name]).replace("{n}", str(count))


@_remembered
def _written(at: date, format: str, _language: str | None) -> str:
    numbers = _as_numbers(get_format(format))
    return at.strftime(numbers) if numbers else date_format(at, format)


@_remembered
def _weekday_and_time(at: datetime, _language: str | None) -> str:
    return date_format(at, pgettext("date format: weekday and time", "D P"))


@_remembered
def _day_in_year(day: date, _language: str | None) -> str:
    return date_format(day, pgettext("date format: day in this year", "M j"))


@functools.cache
def _as_numbers(format: str) -> str:
    """The format in the platform's letters; "" where it takes more than numbers."""
    is_plain = all(letter in NUMBERS or letter in ".:/- " for letter in format)
    return "".join(NUMBERS.get(letter, letter) for letter in format) if is_plain else ""
