"""Things that a list names beside its rows: what is the same for many rows is made once.

`select_related` makes a team anew for each of fifty conversations of that team, which takes as long as the
conversations themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet

M = TypeVar("M", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Named:
    """A relation of which a list shows a few columns; whatever else is asked of it is fetched when it is asked."""

    relation: str
    model: type[Model]
    columns: tuple[str, ...]

    def annotations(self) -> dict[str, F]:
        """Return what a query adds to its rows for `give`."""
        return {self._alias(one): F(f"{self.relation}__{one}") for one in self.columns}

    def give(self, rows: Iterable[Any]) -> None:
        """Give each row its thing, those that are the same only once."""
        made: dict[object, Model] = {}
        pk_name, columns = f"{self.relation}_id", [self._alias(one) for one in self.columns]
        for row in rows:
            pk = getattr(row, pk_name)
            if pk is None:
                continue
            thing = made.get(pk)
            if thing is None:
                values = [pk, *(getattr(row, one) for one in columns)]
                names = ["id", *self.columns]
                thing = made[pk] = self.model.from_db(row._state.db, names, values)
            setattr(row, self.relation, thing)

    def _alias(self, column: str) -> str:
        return f"{self.relation}_s_{column}"


def with_names(rows: Rows, named: Iterable[Named]) -> Rows:
    """Return the rows with the columns that `fetch_named` needs."""
    columns = {name: column for one in named for name, column in one.annotations().items()}
    found: Rows = rows.annotate(**columns)
    return found


def fetch_named(rows: Iterable[M], named: Iterable[Named]) -> list[M]:
    """Fetch rows of `with_names` and give them what they name."""
    fetched = list(rows)
    for one in named:
        one.give(fetched)
    return fetched
