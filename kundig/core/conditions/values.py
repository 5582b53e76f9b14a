"""What may stand behind an operator: how it is read from JSON, and in which form it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.errors import Refused
from kundig.core.text import one_line


class Wrong(Refused):
    """A condition that can't be stored; the text is a sentence for whoever wrote it."""

    status = 400


class Takes(Enum):
    """What stands behind an operator."""

    NOTHING = "nothing"
    TEXT = "text"
    NUMBER = "number"
    CHOICES = "choices"
    DAY = "day"
    SPAN = "span"


UNITS: dict[str, str | Promise] = {
    "minutes": _("minutes"),
    "hours": _("hours"),
    "days": _("days"),
    "weeks": _("weeks"),
}


def span(value: dict[str, Any]) -> timedelta:
    """Return the time that ``{"number": 2, "unit": "days"}`` means."""
    return timedelta(**{value["unit"]: value["number"]})


def words(text: str) -> list[str]:
    """Return the words of a text that is looked for."""
    return text.split()


def read_value(takes: Takes, value: Any, choices: Collection[Any] | None) -> Any:
    """Return `value` as it is stored; raises `Wrong` for what does not fit.

    `choices` are the values that may be chosen; None lets any pass, for what was checked when it was written.
    """
    if takes is Takes.CHOICES:
        return _chosen(value, choices)
    return _READERS[takes](value)


def _nothing(value: Any) -> None:
    if value not in (None, "", []):
        raise Wrong(_("Nothing can stand behind this operator."))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong(_("Give the text to compare with."))
    return one_line(value, caps.CONDITION_TEXT_CHARS)


def _number(value: Any) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or abs(value) > caps.CONDITION_NUMBER:
        raise Wrong(_("Give a whole number to compare with."))
    return int(value)


def _day(value: Any) -> str:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = date.min
    # Further away a day begins before the calendar does.
    if not 1900 <= day.year <= 9000:
        raise Wrong(_("Give a day, such as 2026-11-23."))
    return day.isoformat()


def _span(value: Any) -> dict[str, Any]:
    problem = Wrong(
        _("Give a whole number up to %(most)s, and a unit: minutes, hours, days or weeks.")
        % {"most": caps.CONDITION_SPAN}
    )
    if not isinstance(value, dict) or set(value) != {"number", "unit"}:
        raise problem
    number, unit = value["number"], value["unit"]
    is_whole = isinstance(number, int) and not isinstance(number, bool)
    if not is_whole or not 1 <= number <= caps.CONDITION_SPAN or unit not in [*UNITS]:
        raise problem
    return {"number": number, "unit": unit}


def _chosen(value: Any, choices: Collection[Any] | None) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise Wrong(_("Choose at least one value."))
    if len(value) > caps.CONDITION_VALUES:
        raise Wrong(_("Choose %(most)s values at most.") % {"most": caps.CONDITION_VALUES})
    # True equals 1 in Python: the type counts, too.
    if not all(type(one) in (int, str) for one in value):
        raise Wrong(_("This value can’t be chosen."))
    if choices is not None and not all(one in choices for one in value):
        raise Wrong(_("This value can’t be chosen."))
    return list(dict.fromkeys(value))


_READERS: dict[Takes, Callable[[Any], Any]] = {
    Takes.NOTHING: _nothing,
    Takes.TEXT: _text,
    Takes.NUMBER: _number,
    Takes.DAY: _day,
    Takes.SPAN: _span,
}
