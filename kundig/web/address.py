"""Addresses that differ by numbers alone, without asking the router for each: a page writes hundreds."""

from __future__ import annotations

import functools

from django.urls import reverse

# No number in an address of ours is as large.
_STAND_IN = 10**17


def address(name: str, *parts: int | str) -> str:
    """Return what `reverse` returns for an address; raises NoReverseMatch as it does.

    Words among the parts are few and known beforehand, for each is remembered with its address.
    """
    numbers = [part for part in parts if isinstance(part, int)]
    words = tuple(None if isinstance(part, int) else part for part in parts)
    return _pattern(name, words).format(*numbers)


@functools.lru_cache(maxsize=1024)
def _pattern(name: str, words: tuple[str | None, ...]) -> str:
    """The address with a {} in each number's place; `reverse` leaves no braces of its own."""
    stand_ins = [_STAND_IN + place if word is None else word for place, word in enumerate(words)]
    pattern = reverse(name, args=stand_ins)
    numbers = [one for one in stand_ins if isinstance(one, int)]
    for place, number in enumerate(numbers):
        pattern = pattern.replace(str(number), f"{{{place}}}")
    return pattern
