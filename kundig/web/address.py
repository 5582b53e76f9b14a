"""Addresses that hold nothing but numbers, without asking the router for each: a page writes hundreds."""

from __future__ import annotations

import functools

from django.urls import reverse

# No number in an address of ours is as large.
_STAND_IN = 10**17


def address(name: str, *numbers: int) -> str:
    """Return what `reverse` returns for an address that takes numbers alone; raises NoReverseMatch as it does."""
    return _pattern(name, len(numbers)).format(*numbers)


@functools.cache
def _pattern(name: str, count: int) -> str:
    """The address with a {} in each number's place; `reverse` leaves no braces of its own."""
    stand_ins = [_STAND_IN + place for place in range(count)]
    pattern = reverse(name, args=stand_ins)
    for place, number in enumerate(stand_ins):
        pattern = pattern.replace(str(number), f"{{{place}}}")
    return pattern
