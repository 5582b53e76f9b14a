"""The sheet of keys promises nothing that no page does."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig.web.keys import KEYS, Key
from kundig.web.places import _places

ROOMS = Path(__file__).resolve().parents[2]
# The browser's own.
BY_ITSELF = {"open"}


def heard() -> str:
    """Return all templates and scripts in which a key could be named."""
    files = [*ROOMS.rglob("templates/**/*.html"), *ROOMS.rglob("assets/**/*.ts")]
    kept = [f for f in files if "design" not in f.parts and not f.name.endswith(".test.ts")]
    return "".join(file.read_text() for file in kept)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_every_key_is_heard_by_something(key: Key) -> None:
    places = {f"go-{name}" for _area, name in _places}
    text = heard()
    names = (f'data-shortcut="{key.name}"', f"shortcut:{key.name}", f'shortcut="{key.name}"')
    # The list's own verbs stand in a table by name.
    in_table = f"{key.name}: (event)" in text or f'"{key.name}": (event)' in text
    assert key.name in BY_ITSELF | places or in_table or any(name in text for name in names)
