"""The four steps by which a category is moved with the keyboard, and where each leads."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Category

# Name, icon, words.
STEPS = (
    ("up", "chevron-up", _("Up")),
    ("down", "chevron-down", _("Down")),
    ("out", "chevron-left", _("One level up")),
    ("in", "chevron-right", _("Below the one above")),
)


def place_after(
    step: str, category: Category, current: Iterable[Category]
) -> tuple[Category | None, int] | None:
    """Return below which category and to which place a step leads; None where there is no way."""
    known = {one.pk: one for one in current}
    siblings = _below(category.parent_id, known)
    place = next(number for number, one in enumerate(siblings) if one.pk == category.pk)
    parent = known.get(category.parent_id or 0)
    match step:
        case "up" if place > 0:
            return parent, place - 1
        case "down" if place < len(siblings) - 1:
            return parent, place + 1
        case "out" if parent is not None:
            above = [one.pk for one in _below(parent.parent_id, known)]
            return known.get(parent.parent_id or 0), above.index(parent.pk) + 1
        case "in" if place > 0:
            before = siblings[place - 1]
            return before, len(_below(before.pk, known))
    return None


def _below(parent: int | None, known: dict[int, Category]) -> list[Category]:
    found = [one for one in known.values() if one.parent_id == parent]
    return sorted(found, key=lambda one: (one.position, one.pk))
