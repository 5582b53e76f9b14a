"""Traces: by what somebody is recognised in what was written about others, and how it is taken out of it.

Nothing but the words themselves goes: what stays is of somebody else, and is still used.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from kundig.customers.erasing.erasers import is_spared

# Stands where somebody stood, in every language; no mail goes to it.
ERASED = "[…]"
_FIND = "SELECT {key} FROM {table} WHERE concat_ws(' ', {columns}) ILIKE ANY(%s) ORDER BY {key}"
# What follows an address and does not belong to it: files are called after people.
_ENDINGS = "eml|msg|vcf|ics|txt|csv|pdf|docx?|xlsx?|odt|ods|jpe?g|png"
# Rows that nobody else waits for meanwhile.
_PORTION = 100


class Traces:
    """The addresses and names of somebody; false where there are none.

    An address is found as it is, in an address of the web and in HTML, but not as the end of a longer one.
    """

    def __init__(self, addresses: Iterable[str], names: Iterable[str] = ()) -> None:
        self._addresses = {
            way for address in addresses for way in _ways(address) if _is_telling(address)
        }
        parts = [_bounded(re.escape(one), r"\w.+-") for one in sorted(self._addresses)]
        parts += [_bounded(r"\s+".join(map(re.escape, one.split())), r"\w") for one in names]
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def without(self, value: Any) -> Any:
        """Return a text, or a list or dictionary with texts in it, without them; beside an address the name goes, too."""
        if isinstance(value, str):
            return self._pattern.sub(ERASED, value) if self._pattern else value
        if isinstance(value, list):
            return [self.without(one) for one in value]
        if isinstance(value, dict):
            left = {self.without(key): self.without(one) for key, one in value.items()}
            if left != value and isinstance(left.get("name"), str):
                left["name"] = ""
            return left
        return value

    def rows_of(self, kind: type[models.Model]) -> list[Any]:
        """Return the keys of all rows of a kind that hold one of the addresses somewhere; names alone are no proof."""
        if not self._addresses or not (fields := texts_of(kind)):
            return []
        columns: list[sql.Composable] = [
            sql.SQL("{}::text").format(sql.Identifier(field.attname)) for field in fields
        ]
        asked = sql.SQL(_FIND).format(
            key=sql.Identifier(str(kind._meta.pk.column)),
            table=sql.Identifier(kind._meta.db_table),
            columns=sql.SQL(", ").join(columns),
        )
        with connection.cursor() as cursor:
            cursor.execute(asked, [[f"%{_plain(one)}%" for one in sorted(self._addresses)]])
            return [key for (key,) in cursor.fetchall()]

    def leave(self, rows: models.QuerySet[Any]) -> list[Any]:
        """Take them out of these rows, and return the keys of those that were changed; belongs into a transaction."""
        names = [field.attname for field in texts_of(rows.model)]
        changed = []
        for row in rows.only(*names).select_for_update(of=("self",)).order_by("pk"):
            was = {name: getattr(row, name) for name in names}
            left = {name: self.without(value) for name, value in was.items()}
            if news := {name: value for name, value in left.items() if value != was[name]}:
                _write(row, news)
                changed.append(row.pk)
        return changed


def leave_everywhere(traces: Traces) -> Iterator[None]:
    """Take the addresses out of every text of every table of ours that is not spared; comes back after each portion."""
    for kind in apps.get_models():
        if is_spared(kind) or not kind.__module__.startswith("kundig."):
            continue
        found = traces.rows_of(kind)
        yield
        for start in range(0, len(found), _PORTION):
            with transaction.atomic():
                traces.leave(kind._base_manager.filter(pk__in=found[start : start + _PORTION]))
            yield


def texts_of(kind: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the columns of a table that hold words: no keys, and nothing that is one of some choices."""
    return [
        field
        for field in kind._meta.concrete_fields
        if _holds_words(field) and not field.primary_key and not field.choices
    ]


def _holds_words(field: models.Field[Any, Any]) -> bool:
    if isinstance(field, ArrayField):
        field = field.base_field
    return isinstance(field, models.CharField | models.TextField | models.JSONField)


def _write(row: models.Model, news: dict[str, Any]) -> None:
    rows = type(row)._base_manager.filter(pk=row.pk)
    try:
        with transaction.atomic():
            rows.update(**news)
    except IntegrityError:
        # Somebody else was erased there before, and no two may be alike.
        rows.update(**{name: f"{value} {row.pk}" for name, value in news.items()})


def _is_telling(address: str) -> bool:
    """Whether nothing else reads like it: a mail address, or a number of some length."""
    return "@" in address or sum(letter.isdigit() for letter in address) >= 7


def _ways(address: str) -> set[str]:
    return {address.casefold(), quote(address.casefold(), safe=""), html.escape(address.casefold())}


def _bounded(pattern: str, before: str) -> str:
    # What stands before may be a sign as addresses of the web write it.
    return rf"(?:(?<![{before}])|(?<=%[0-9a-f]{{2}})){pattern}(?![\w-])(?!\.(?!(?:{_ENDINGS})\b)\w)"


def _plain(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)
