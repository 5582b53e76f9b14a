"""What can be said of fields that an organisation adds, where it differs: a day, and several choices in one JSON list."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core.conditions.asker import Asker
from kundig.core.conditions.operators.base import Operator, Path, lookup, opposite
from kundig.core.conditions.operators.choice import LIST
from kundig.core.conditions.values import Takes


def _day(
    name: str,
    label: str | Promise,
    words: str | Promise,
    compared: str,
    check: Callable[[str, str], bool],
) -> Operator:
    # Days are kept as 2026-11-23, which sorts as text as it does as a day.
    return Operator(
        name,
        label,
        words,
        Takes.DAY,
        lambda path, value, _asker: lookup(path, compared, value),
        lambda actual, value, _asker: actual is not None and check(actual, value),
    )


def _today(path: Path, _value: Any, asker: Asker) -> Q:
    return lookup(path, "exact", asker.day().date().isoformat())


_FILLED = Operator(
    "filled",
    _("is set"),
    _("{field} is set"),
    Takes.NOTHING,
    lambda path, _value, _asker: Q(**{f"{path}__isnull": False}),
    lambda actual, _value, _asker: actual is not None,
)
DAY = (
    Operator(
        "today",
        _("is today"),
        _("{field} is today"),
        Takes.NOTHING,
        _today,
        lambda actual, _value, asker: actual == asker.day().date().isoformat(),
    ),
    _day("on", _("is on"), _("{field} is on {value}"), "exact", operator.eq),
    _day("before", _("is before"), _("{field} is before {value}"), "lt", operator.lt),
    _day("after", _("is after"), _("{field} is after {value}"), "gt", operator.gt),
    _FILLED,
    opposite("empty", _("is not set"), _("{field} is not set"), _FILLED),
)


def _in_list(path: Path, value: Any, _asker: Asker) -> Q:
    return functools.reduce(operator.or_, (lookup(path, "contains", [one]) for one in value))


def _of_a_list(one: Operator) -> Operator:
    if one.takes is not Takes.CHOICES:
        return one
    negates = None if one.negates is None else _of_a_list(one.negates)
    return Operator(
        one.name, one.label, one.words, one.takes, _in_list, one.check, negates, one.each
    )


CHOICES = tuple(map(_of_a_list, LIST))
"""As `LIST`, for values that lie in one JSON list instead of rows of their own."""
