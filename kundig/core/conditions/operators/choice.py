"""What can be said of something that is chosen from a list: one value, or several."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.core.conditions.asker import Asker
from kundig.core.conditions.operators.base import Operator, Path, lookup, opposite
from kundig.core.conditions.values import Takes


def _among(path: Path, value: Any, asker: Asker) -> Q:
    meant = asker.meant_by(value)
    found = lookup(path, "in", [one for one in meant if one is not None])
    return found | Q(**{f"{path}__isnull": True}) if None in meant else found


def _is_among(actual: Any, value: Any, asker: Asker) -> bool:
    return actual in asker.meant_by(value)


def _one_of(name: str, label: Any, words: Any, *, each: bool = False) -> Operator:
    return Operator(name, label, words, Takes.CHOICES, _among, _is_among, each=each)


_IS = _one_of("is", _("is"), _("{field} is {value}"))
CHOICE = (_IS, opposite("is_not", _("is not"), _("{field} is not {value}"), _IS))

_ANY_OF = _one_of("any_of", _("one of"), _("{field}: {value}"))
_FILLED = Operator(
    "filled",
    _("any at all"),
    _("{field}: any at all"),
    Takes.NOTHING,
    lambda path, _value, _asker: Q(**{f"{path}__isnull": False}),
    lambda actual, _value, _asker: actual is not None,
)
LIST = (
    _ANY_OF,
    _one_of("all_of", _("all of"), _("{field}: {value_and}"), each=True),
    opposite("none_of", _("none of"), _("{field}: not {value}"), _ANY_OF),
    _FILLED,
    opposite("empty", _("none at all"), _("{field}: none at all"), _FILLED),
)
