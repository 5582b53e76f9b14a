"""Lists of people in the order of their names, page by page."""

from __future__ import annotations

from django.db.models import QuerySet

from kundig.core import caps
from kundig.customers.models import Customer


def page_of_people(rows: QuerySet[Customer], after: str, size: int) -> tuple[list[Customer], str]:
    """Return up to `size` people behind the one with the id `after`, and after whom the next page goes on.

    An `after` that names nobody is the beginning; the second value is empty at the end.
    """
    ordered = _behind(rows, after).prefetch_related("addresses").order_by("name", "pk")
    found = list(ordered[: size + 1])
    shown = found[:size]
    return shown, str(shown[-1].pk) if len(found) > size else ""


def _behind(rows: QuerySet[Customer], after: str) -> QuerySet[Customer]:
    is_id = after.isdecimal() and len(after) <= caps.ID_DIGITS
    last = Customer.objects.filter(pk=int(after)).first() if is_id else None
    if last is None:
        return rows
    return rows.filter(name__gte=last.name).exclude(name=last.name, pk__lte=last.pk)
