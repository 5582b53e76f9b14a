"""Names of things, looked up when a person reads them and never stored in the log."""

from __future__ import annotations

from collections.abc import Callable

Reference = tuple[str, int]
NameFinder = Callable[[set[int]], dict[int, str]]

_finders: dict[str, NameFinder] = {}


def names_of(kind: str, finder: NameFinder) -> None:
    """Let a room name its things: `finder` maps ids of this kind (``"team"``, ``"agent"``) to names."""
    _finders[kind] = finder


def find_names(references: set[Reference]) -> dict[Reference, str]:
    """Return the names of all references, one query per kind; what no longer exists is missing."""
    found: dict[Reference, str] = {}
    for kind, finder in _finders.items():
        ids = {id for wanted, id in references if wanted == kind}
        if ids:
            found.update({(kind, id): name for id, name in finder(ids).items()})
    return found
