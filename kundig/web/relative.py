"""Times as a person says them: "5 min ago", "yesterday", "Nov 12"."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def ticking_words() -> dict[str, str]:
    """The words that change while a page stands open; the browser goes on with the same ones."""
    return {
        "now": _("just now"),
        "minutesAgo": _("{n} min ago"),
        "hoursAgo": _("{n} h ago"),
        "minutesAhead": _("in {n} min"),
        "hoursAhead": _("in {n} h"),
    }


def relative(value: datetime, now: datetime | None = None) -> str:
    """Describes ``value`` as seen from ``now``, in the active language and time zone."""
    now = now or timezone.now()
    seconds = int((now - value).total_seconds())
    if abs(seconds) < DAY:
        return _within_a_day(seconds)
    return _by_date(timezone.localtime(value), timezone.localtime(now))


def exact(value: datetime) -> str:
    """Date and time as the active language writes them: 22.11.2026 16:05."""
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")


def _within_a_day(seconds: int) -> str:
    words = ticking_words()
    distance = abs(seconds)
    if distance < MINUTE:
        return words["now"]
    if distance < HOUR:
        key, count = "minutes", distance // MINUTE
    else:
        key, count = "hours", distance // HOUR
    return words[key + ("Ago" if seconds > 0 else "Ahead")].replace("{n}", str(count))


def _by_date(value: datetime, now: datetime) -> str:
    days = (value.date() - now.date()).days
    if days == -1:
        return _("yesterday")
    if days == 1:
        return _("tomorrow, {time}").format(time=date_format(value, "TIME_FORMAT"))
    if abs(days) < timedelta(weeks=1).days:
        return date_format(value, pgettext("date format: weekday and time", "D P"))
    if value.year == now.year:
        return date_format(value, pgettext("date format: day in this year", "M j"))
    return date_format(value, "SHORT_DATE_FORMAT")
