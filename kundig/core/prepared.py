"""Queries of busy paths: written once by Django, planned once for each connection by PostgreSQL.

Of a query that finds a few rows by their keys, writing its words and planning it take most of the time::

    _OF = Prepared(lambda: Address.objects.filter(customer=Given("customer")).order_by("pk"))
    addresses = _OF.rows(customer=customer.pk)

Fit for lookups by keys: PostgreSQL soon uses one plan for all values. A list whose index holds some rows only
(`condition`) needs its constants spelled out, for in one plan for all values they would be unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from django.db.models import BigIntegerField, Expression, Field, Model, QuerySet, query
from psycopg import sql

# The types know neither what stands behind Django's cursor nor how Django of this version makes related rows.
_ServerCursor: Any = base.ServerBindingCursor
_Populator: Any = query.RelatedPopulator

# How many agents' rights a query that depends on them is kept for, each with its own words.
KINDS_OF_GRANTS = 256

M = TypeVar("M", bound=Model)


class Given(Expression):
    """Stands in a query for a value that each run gives by this name; a number of a row unless `field` says else."""

    def __init__(self, name: str, field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=field or BigIntegerField())
        self.name = name

    def as_sql(self, _compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return a place of the field's type, to be filled by each run."""
        return f"%s::{self.output_field.db_type(connection)}", [self]


class Statement:
    """Words with places (``%s``) for values, some of them `Given`; `spelled_out` puts all others into the words."""

    def __init__(self, words: str, values: Iterable[object], *, spelled_out: bool = False) -> None:
        self._words, self._values = words, tuple(values)
        if spelled_out:
            self._spell_out()

    def run(self, given: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Return what it finds with these values in the places of its `Given`."""
        values: Any = [given[one.name] if isinstance(one, Given) else one for one in self._values]
        with prepared_cursor() as cursor:
            cursor.execute(self._words, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def _spell_out(self) -> None:
        values = iter(self._values)
        connection.ensure_connection()

        def spell(place: re.Match[str]) -> str:
            value = None if place[0] == "%%" else next(values)
            if place[0] == "%%" or isinstance(value, Given):
                return place[0]
            return sql.Literal(value).as_string(connection.connection).replace("%", "%%")

        self._words = re.sub("%[%s]", spell, self._words)
        self._values = tuple(one for one in self._values if isinstance(one, Given))


class Prepared(Generic[M]):
    """The query of a queryset, which `make` makes when it is run for the first time; `spelled_out` as in `Statement`."""

    def __init__(self, make: Callable[[], QuerySet[M]], *, spelled_out: bool = False) -> None:
        self._make, self._spelled_out = make, spelled_out

    def rows(self, **given: object) -> list[M]:
        """Return what the queryset finds with these values in the places of its `Given`."""
        if self._written is None:
            return []
        return list(self._written.rows(given))

    @cached_property
    def _written(self) -> _Written[M] | None:
        """None where nothing can be found."""
        try:
            return _Written(self._make(), self._spelled_out)
        except EmptyResultSet:
            return None


class _Written(Generic[M]):
    """A query's words, and how its rows become models: what Django's `ModelIterable` does, with all worked out before."""

    def __init__(self, queryset: QuerySet[M], spelled_out: bool) -> None:
        compiler: Any = queryset.query.get_compiler(connection=connection)
        self._statement = Statement(*compiler.as_sql(), spelled_out=spelled_out)
        select, model_info = compiler.select, compiler.klass_info
        places = model_info["select_fields"]
        self._model = queryset.model
        self._columns = slice(places[0], places[-1] + 1)
        # Looked up once for each column of each row.
        self._names = frozenset(column[0].target.attname for column in select[self._columns])
        related = model_info.get("related_klass_infos", [])
        self._related = [_Populator(one, select, connection.alias) for one in related]
        self._annotations = tuple(compiler.annotation_col_map.items())
        converters = compiler.get_converters([column[0] for column in select])
        self._converters = tuple(converters.items())

    def rows(self, given: Mapping[str, object]) -> Iterator[M]:
        for row in self._converted(self._statement.run(given)):
            made = self._model.from_db(connection.alias, self._names, row[self._columns])
            for related in self._related:
                related.populate(row, made)
            for name, position in self._annotations:
                setattr(made, name, row[position])
            yield made

    def _converted(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[list[Any]]:
        for row in map(list, rows):
            for position, (converters, expression) in self._converters:
                for convert in converters:
                    row[position] = convert(row[position], expression, connection)
            yield row


def prepared_cursor() -> CursorWrapper:
    """Return a cursor whose statements PostgreSQL plans once for each connection and remembers.

    Values travel apart from the words, so that both stay the same: a place whose type its
    neighbours do not tell needs one (``%s::bigint``).
    """
    connection.ensure_connection()
    wrapper: Any = connection
    with connection.wrap_database_errors:
        cursor: CursorWrapper = wrapper._prepare_cursor(_Cursor(connection.connection))
    return cursor


class _Cursor(_ServerCursor):  # type: ignore[misc]  # see above
    """Tells Django, which lists queries for tests, also of what is asked by name alone."""

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)
        return self._query
