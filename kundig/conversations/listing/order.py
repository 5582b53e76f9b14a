"""Orders of lists, and going on behind a row: one comparison of whole rows that an index serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Expression, F, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from kundig.conversations.models import (
    BACK_AT,
    NEVER,
    URGENCY,
    WAITING,
)
from kundig.core.prepared import Given

Part = int | datetime
Rows = TypeVar("Rows", bound=models.QuerySet[Any])


class _Row(models.Func):
    template = "(%(expressions)s)"
    output_field = models.BooleanField()


@dataclass(frozen=True, eq=False)
class Order:
    """How a list is sorted: by all `keys` in one direction, the last of them unique. Each is made once."""

    keys: tuple[F | CombinedExpression | Coalesce, ...]
    types: tuple[type[Part], ...]
    values_of: Callable[[Any], tuple[Part, ...]]
    descending: bool = False

    def turned(self) -> Order:
        """Return the same order from its other end."""
        return replace(self, descending=not self.descending)

    def sort(self, rows: Rows) -> Rows:
        """Return `rows` in this order."""
        return rows.order_by(
            *(models.OrderBy(key, descending=self.descending) for key in self.keys)
        )

    def go_on(self, rows: Rows, cursor: str) -> Rows:
        """Return those `rows` that come behind the cursor; all of them where it can't be read."""
        values = self.read(cursor)
        return rows if values is None else self._behind(rows, map(Value, values))

    def go_on_given(self, rows: Rows) -> Rows:
        """Return those `rows` that come behind a cursor which each run of a query gives by `given`."""
        return self._behind(rows, self.places())

    def places(self) -> list[Given]:
        """Return the places of a cursor in a query that is written once."""
        return list(map(Given, self._names(), map(_field, self.types)))

    def given(self, values: Iterable[Part]) -> dict[str, Part]:
        """Return what a run of `go_on_given` needs to go on behind the row of these values."""
        return dict(zip(self._names(), values, strict=True))

    def _behind(self, rows: Rows, values: Iterable[Expression | Value]) -> Rows:
        comparison = LessThan if self.descending else GreaterThan
        return rows.filter(comparison(_Row(*self.keys), _Row(*values)))

    def _names(self) -> list[str]:
        return [f"behind_{number}" for number in range(len(self.types))]

    def cursor(self, row: models.Model) -> str:
        """Return the text by which a list goes on behind this row."""
        return "~".join(
            part.isoformat() if isinstance(part, datetime) else str(part)
            for part in self.values_of(row)
        )

    def read(self, cursor: str) -> tuple[Part, ...] | None:
        """Return the values of the row at which the cursor stands; None where it can't be read."""
        parts = cursor.split("~")
        if len(parts) != len(self.types):
            return None
        try:
            return tuple(map(_read_part, parts, self.types))
        except ValueError:
            return None


def _field(kind: type[Part]) -> models.Field[Any, Any]:
    return models.BigIntegerField() if kind is int else models.DateTimeField()


def _read_part(text: str, kind: type[Part]) -> Part:
    if kind is int:
        number = int(text[:20])
        if abs(number) >= 2**63:
            raise ValueError(text)
        return number
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


MOST_URGENT = Order(
    keys=(URGENCY, WAITING, F("id")),
    types=(int, datetime, int),
    values_of=lambda c: (-c.priority, c.waiting_since or NEVER, c.pk),
)
LONGEST_WAITING = Order(
    keys=(WAITING, F("id")),
    types=(datetime, int),
    values_of=lambda c: (c.waiting_since or NEVER, c.pk),
)
LATEST = Order(
    keys=(F("last_activity_at"), F("id")),
    types=(datetime, int),
    values_of=lambda c: (c.last_activity_at, c.pk),
    descending=True,
)
SOONEST_BACK = Order(
    keys=(BACK_AT, F("id")),
    types=(datetime, int),
    values_of=lambda c: (c.snoozed_until or NEVER, c.pk),
)
# Numbers are handed out as conversations begin.
OLDEST = Order(keys=(F("id"),), types=(int,), values_of=lambda c: (c.pk,))
