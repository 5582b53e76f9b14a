"""What can be said of a moment: how long ago, how soon, on which day. Days and weeks begin where the asker is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core.conditions.asker import Asker
from kundig.core.conditions.operators.base import Operator, opposite
from kundig.core.conditions.values import Takes, span

# From the first moment on until before the last; None: without an end on that side.
Stretch = Callable[[Any, Asker], tuple[datetime | None, datetime | None]]


def _within(
    name: str, label: str | Promise, words: str | Promise, takes: Takes, stretch: Stretch
) -> Operator:
    """Return the operator for moments within a stretch of time, that is said once for SQL and Python."""

    def sql(path: str, value: Any, asker: Asker) -> Q:
        begin, end = stretch(value, asker)
        found = Q(**{f"{path}__isnull": False})
        if begin is not None:
            found &= Q(**{f"{path}__gte": begin})
        return found & Q(**{f"{path}__lt": end}) if end is not None else found

    def check(actual: Any, value: Any, asker: Asker) -> bool:
        begin, end = stretch(value, asker)
        return (
            actual is not None
            and (begin is None or begin <= actual)
            and (end is None or actual < end)
        )

    return Operator(name, label, words, takes, sql, check)


def _day(value: str, asker: Asker, ahead: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(value) + timedelta(days=ahead), time(), asker.zone)


_SET = _within(
    "filled", _("is set"), _("{field} is set"), Takes.NOTHING, lambda _value, _asker: (None, None)
)
MOMENT = (
    _within(
        "longer_ago",
        _("is longer ago than"),
        _("{field} is more than {value} ago"),
        Takes.SPAN,
        lambda value, asker: (None, asker.at - span(value)),
    ),
    _within(
        "within_last",
        _("is at most … ago"),
        _("{field} is at most {value} ago"),
        Takes.SPAN,
        lambda value, asker: (asker.at - span(value), asker.at + timedelta(minutes=1)),
    ),
    _within(
        "within_next",
        _("comes within the next"),
        _("{field} comes within {value_since}"),
        Takes.SPAN,
        lambda value, asker: (asker.at, asker.at + span(value)),
    ),
    _within(
        "today",
        _("is today"),
        _("{field} is today"),
        Takes.NOTHING,
        lambda _value, asker: (asker.day(), asker.day(1)),
    ),
    _within(
        "this_week",
        _("is this week"),
        _("{field} is this week"),
        Takes.NOTHING,
        lambda _value, asker: (asker.week(), asker.week(1)),
    ),
    _within(
        "on",
        _("is on"),
        _("{field} is on {value}"),
        Takes.DAY,
        lambda value, asker: (_day(value, asker), _day(value, asker, 1)),
    ),
    _within(
        "before",
        _("is before"),
        _("{field} is before {value}"),
        Takes.DAY,
        lambda value, asker: (None, _day(value, asker)),
    ),
    _within(
        "after",
        _("is after"),
        _("{field} is after {value}"),
        Takes.DAY,
        lambda value, asker: (_day(value, asker, 1), None),
    ),
    _SET,
    opposite("empty", _("is not set"), _("{field} is not set"), _SET),
)

# What is counted from the moment of asking.
MOVING = frozenset({"longer_ago", "within_last", "within_next", "today", "this_week"})
