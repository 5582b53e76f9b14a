"""One operator, and its opposite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from kundig.core.conditions.asker import Asker
from kundig.core.conditions.values import Takes

# Where SQL finds a field: a lookup of the ORM.
Path = str
Sql = Callable[[Path, Any, Asker], Q]
Check = Callable[[Any, Any, Asker], bool]


@dataclass(frozen=True)
class Operator:
    """One operator; `words` have a place for {field} and, where it takes something, for {value}.

    `sql` and `check` judge one value. Of the many values of a list one that fits is enough; with `each` every
    single value that is asked for must be among them. `negates` names the operator that this one is the opposite of.
    """

    name: str
    label: str | Promise
    words: str | Promise
    takes: Takes
    sql: Sql
    check: Check
    negates: Operator | None = None
    each: bool = False


def opposite(name: str, label: str | Promise, words: str | Promise, of: Operator) -> Operator:
    """Return the operator that holds exactly where `of` does not."""
    return Operator(name, label, words, of.takes, of.sql, of.check, of, of.each)


def lookup(path: Path, name: str, value: Any) -> Q:
    """Return where the lookup holds; nothing fits no lookup, which is said so that its opposite is exact."""
    return Q(**{f"{path}__{name}": value}) & Q(**{f"{path}__isnull": False})
