"""Which customers somebody may see at all: rooms above know, and say so when the program starts.

A customer as such belongs to no team; who may see one follows from what happened with them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from kundig.core.actor import Grants

Reach = Callable[[Grants], Q]
_reaches: list[Reach] = []


def reach_by(reach: Reach) -> None:
    """Let a room narrow customers: `reach` returns a condition on customers, empty where it knows no limit."""
    _reaches.append(reach)


def within_reach(grants: Grants) -> Q:
    """Return the condition that customers fulfil whom the holder of these grants may see."""
    narrowed = Q()
    for reach in _reaches:
        narrowed &= reach(grants)
    return narrowed
