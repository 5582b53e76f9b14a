"""What a list can be sorted by: orders that an index serves in both directions, by the names that stand in addresses."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.conversations.listing.order import (
    LATEST,
    LONGEST_WAITING,
    MOST_URGENT,
    OLDEST,
    Order,
)
from kundig.conversations.listing.view import View


@dataclass(frozen=True)
class Sort:
    """One order and its words; `name` stands in addresses."""

    name: str
    label: str | Promise
    order: Order
    # It goes by who waits for us, and is for lists of those alone: nothing else has an index for it.
    of_waiting: bool = False


SORTS = {
    one.name: one
    for one in (
        Sort("urgent", _("Most urgent first"), MOST_URGENT, True),
        Sort("-urgent", _("Least urgent first"), MOST_URGENT.turned(), True),
        Sort("waiting", _("Longest waiting first"), LONGEST_WAITING, True),
        Sort("-waiting", _("Shortest waiting first"), LONGEST_WAITING.turned(), True),
        Sort("-activity", _("Latest activity first"), LATEST),
        Sort("activity", _("Oldest activity first"), LATEST.turned()),
        Sort("-created", _("Newest first"), OLDEST.turned()),
        Sort("created", _("Oldest first"), OLDEST),
    )
}


def sorts_of(view: View) -> dict[str, Sort]:
    """Return what this view can be sorted by, by its names."""
    return {name: one for name, one in SORTS.items() if view.waits or not one.of_waiting}


def name_of(order: Order) -> str:
    """Return the name of this order; empty for one that cannot be chosen."""
    return next((one.name for one in SORTS.values() if one.order is order), "")


def opposite(name: str) -> str:
    """Return the name of the same order from its other end."""
    return name[1:] if name.startswith("-") else f"-{name}"
