"""What can be said of a number."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core.conditions.operators.base import Check, Operator, lookup, opposite
from kundig.core.conditions.values import Takes


def _number(
    name: str, label: str | Promise, words: str | Promise, compared: str, check: Check
) -> Operator:
    return Operator(
        name,
        label,
        words,
        Takes.NUMBER,
        lambda path, value, _asker: lookup(path, compared, value),
        check,
    )


_EQUALS = _number(
    "equals",
    _("is"),
    _("{field}: {value}"),
    "exact",
    lambda actual, value, _asker: actual is not None and actual == value,
)
_MORE = _number(
    "more",
    _("is more than"),
    _("{field}: more than {value}"),
    "gt",
    lambda actual, value, _asker: actual is not None and actual > value,
)
_LESS = _number(
    "less",
    _("is less than"),
    _("{field}: less than {value}"),
    "lt",
    lambda actual, value, _asker: actual is not None and actual < value,
)
NUMBER = (
    _EQUALS,
    opposite("differs", _("is not"), _("{field}: not {value}"), _EQUALS),
    _MORE,
    _LESS,
)
