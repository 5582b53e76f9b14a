"""Names of things, looked up when a person reads them and never stored in the log."""

from __future__ import annotations

from collections.abc import Callable

from kundig.core.actor import Actor

Reference = tuple[str, int]
NameFinder = Callable[[set[int]], dict[int, str]]
HiddenFinder = Callable[[set[int], Actor], set[int]]

_finders: dict[str, NameFinder] = {}
_hidden: dict[str, HiddenFinder] = {}


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


def hidden_from(kind: str, finder: HiddenFinder) -> None:
    """Let a room say which of its things somebody may not know: `finder` returns them, of the ids of this kind."""
    _hidden[kind] = finder


def find_hidden(references: set[Reference], actor: Actor) -> set[Reference]:
    """Return the references that this reader may not know; kinds of which nobody hides anything are not asked for."""
    found: set[Reference] = set()
    for kind, finder in _hidden.items():
        ids = {id for wanted, id in references if wanted == kind}
        if ids:
            found |= {(kind, id) for id in finder(ids, actor)}
    return found
