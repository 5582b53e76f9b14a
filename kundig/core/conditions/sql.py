"""Conditions as SQL: Django's Q, with parameters for all values and a subquery for lists alone."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from kundig.core.conditions.asker import Asker
from kundig.core.conditions.tree import Condition, Group, Match, Node, is_broken

Rows = TypeVar("Rows", bound=QuerySet[Any])


def narrow(rows: Rows, node: Node, asker: Asker) -> Rows:
    """Narrow `rows` to those of which the condition holds; none where a part of it is broken."""
    found: Rows = rows.none() if is_broken(node) else rows.filter(_query(node, asker))
    return found


def _query(node: Node, asker: Asker) -> Q:
    if isinstance(node, Condition):
        return node.field.query(node.operator, node.value, asker)
    assert isinstance(node, Group)
    found = Q()
    for one in node.of:
        part = _query(one, asker)
        found = found & part if node.match is Match.ALL else found | part
    return ~found if node.match is Match.NONE else found
