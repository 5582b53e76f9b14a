"""Conditions as a check of one thing in Python, with the same result as in SQL."""

from __future__ import annotations

from typing import Any

from kundig.core.conditions.asker import Asker
from kundig.core.conditions.tree import Condition, Group, Match, Node, is_broken


def holds(node: Node, thing: Any, asker: Asker) -> bool:
    """Tell whether the condition holds of this thing; never where a part of it is broken."""
    return not is_broken(node) and _holds(node, thing, asker)


def _holds(node: Node, thing: Any, asker: Asker) -> bool:
    if isinstance(node, Condition):
        return node.field.holds(node.operator, thing, node.value, asker)
    assert isinstance(node, Group)
    parts = (_holds(one, thing, asker) for one in node.of)
    match node.match:
        case Match.ALL:
            return all(parts)
        case Match.ANY:
            return any(parts)
        case Match.NONE:
            return not any(parts)
