"""Paging by keyset: a cursor is the place of the last row, signed, so that nobody can look elsewhere with it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from kundig.api.errors import invalid
from kundig.core.secrets import sign, verify

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Order:
    """By which column a list is read, the id deciding among equals; `name` binds cursors to the list."""

    name: str
    field: str
    descending: bool = False

    @property
    def columns(self) -> list[str]:
        """Return the words for `order_by`."""
        minus = "-" if self.descending else ""
        return list(dict.fromkeys([f"{minus}{self.field}", f"{minus}pk"]))


def page(
    rows: QuerySet[Row], order: Order, *, limit: int, cursor: str | None
) -> tuple[list[Row], str | None]:
    """Return up to `limit` rows behind `cursor` and the cursor of the next page, None at the end."""
    if cursor is not None:
        rows = rows.filter(_behind(order, *_read(order, cursor)))
    found = list(rows.order_by(*order.columns)[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], _write(order, found[limit - 1])


def _behind(order: Order, value: Any, pk: int) -> Q:
    word = "lt" if order.descending else "gt"
    if order.field == "pk":
        return Q(**{f"pk__{word}": pk})
    # The first condition is implied by the second; the index needs it said.
    return Q(**{f"{order.field}__{word}e": value}) & (
        Q(**{f"{order.field}__{word}": value}) | Q(**{order.field: value, f"pk__{word}": pk})
    )


def _write(order: Order, row: Model) -> str:
    value = getattr(row, order.field)
    shown = value.isoformat() if isinstance(value, datetime) else value
    text = base64.urlsafe_b64encode(json.dumps([shown, row.pk]).encode()).decode()
    return f"{text}.{sign(f'cursor {order.name}', text)}"


def _read(order: Order, cursor: str) -> tuple[Any, int]:
    text, _dot, signature = cursor.partition(".")
    if not signature.isascii() or not verify(f"cursor {order.name}", text, signature):
        raise invalid(
            {"cursor": [str(_("This place in the list is unknown; begin at the first page."))]}
        )
    value, pk = json.loads(base64.urlsafe_b64decode(text))
    return value, pk
