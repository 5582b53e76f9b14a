"""What can be said of a text. Upper and lower case are the same."""

from __future__ import annotations

import functools
import operator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.core.conditions.asker import Asker
from kundig.core.conditions.operators.base import Operator, Path, lookup, opposite
from kundig.core.conditions.values import Takes, words


def fold(text: str) -> str:
    """Return `text` as PostgreSQL's `upper` writes it, which turns each letter into one letter."""
    return "".join(up if len(up := letter.upper()) == 1 else letter for letter in text)


def _has_words(path: Path, value: Any, _asker: Asker) -> Q:
    return functools.reduce(
        operator.and_, (lookup(path, "icontains", word) for word in words(value))
    )


def _holds_words(actual: Any, value: Any, _asker: Asker) -> bool:
    return actual is not None and all(fold(word) in fold(actual) for word in words(value))


_CONTAINS = Operator(
    "contains",
    _("contains"),
    _("{field} contains {value}"),
    Takes.TEXT,
    _has_words,
    _holds_words,
)
_IS = Operator(
    "is",
    _("is"),
    _("{field} is {value}"),
    Takes.TEXT,
    lambda path, value, _asker: lookup(path, "iexact", value),
    lambda actual, value, _asker: actual is not None and fold(actual) == fold(value),
)
_BEGINS = Operator(
    "begins",
    _("begins with"),
    _("{field} begins with {value}"),
    Takes.TEXT,
    lambda path, value, _asker: lookup(path, "istartswith", value),
    lambda actual, value, _asker: actual is not None and fold(actual).startswith(fold(value)),
)
_FILLED = Operator(
    "filled",
    _("is filled"),
    _("{field} is filled"),
    Takes.NOTHING,
    lambda path, _value, _asker: Q(**{f"{path}__gt": ""}) & Q(**{f"{path}__isnull": False}),
    lambda actual, _value, _asker: bool(actual),
)
TEXT = (
    _CONTAINS,
    opposite(
        "contains_not", _("does not contain"), _("{field} does not contain {value}"), _CONTAINS
    ),
    _IS,
    opposite("is_not", _("is not"), _("{field} is not {value}"), _IS),
    _BEGINS,
    _FILLED,
    opposite("empty", _("is empty"), _("{field} is empty"), _FILLED),
)
