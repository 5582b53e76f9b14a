"""What rooms keep of people, and how it is taken out: each hands in a function when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise


@dataclass(frozen=True)
class Person:
    """Whom it is about: the ids of all entries that became theirs, their addresses (as written, as compared), their names."""

    ids: tuple[int, ...]
    addresses: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def full_names(self) -> tuple[str, ...]:
        """Return the names that name somebody: one word is too little, "Max" would take a maximum along."""
        return tuple(name for name in self.names if " " in name.strip())

    @property
    def shown_addresses(self) -> tuple[str, ...]:
        """Return each address once, however it is written."""
        return tuple({address.casefold(): address for address in self.addresses}.values())

    def named_in(self, field: str) -> Q:
        """Return the condition that a text holds one of the addresses or full names; never true where there are none."""
        found = Q(pk__in=[])
        for words in (*self.addresses, *self.full_names):
            found |= Q(**{f"{field}__icontains": words})
        return found


# Takes out, in transactions of its own, and comes back after each step; a second run finds nothing left.
Eraser = Callable[[Person], Iterator[None]]
# What will go, for the preview: words and a number.
Counter = Callable[[Person], list[tuple[str | Promise, int]]]

_erasers: list[tuple[int, Eraser]] = []
_counters: list[Counter] = []
_spared: set[type[models.Model]] = set()


def erased_by(eraser: Eraser, *, order: int = 50) -> None:
    """Let a room take out what it keeps; those with a higher `order` later, for they need what others know."""
    _erasers.append((order, eraser))


def counted_by(counter: Counter) -> None:
    """Let a room tell in the preview what will go."""
    _counters.append(counter)


def spare(*kinds: type[models.Model]) -> None:
    """Leave tables alone where addresses are looked for everywhere: what a room has set up for itself, or takes out itself."""
    _spared.update(kinds)


def is_spared(kind: type[models.Model]) -> bool:
    """Tell whether nothing is to be taken out of the table of these."""
    return kind in _spared


def erase_everywhere(person: Person) -> Iterator[None]:
    """Go through all rooms."""
    for _order, eraser in sorted(_erasers, key=lambda pair: pair[0]):
        yield from eraser(person)


def count_everywhere(person: Person) -> list[tuple[str | Promise, int]]:
    """Return what all rooms will take out."""
    return [line for counter in _counters for line in counter(person)]
