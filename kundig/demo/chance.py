"""Chance that always falls the same way."""

from __future__ import annotations

from random import Random


def seeded(seed: str) -> Random:
    """A source whose draws depend on `seed` alone."""
    return Random(seed)  # noqa: S311 - a story is no secret
