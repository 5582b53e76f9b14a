"""Where somebody goes who is about to be away: rooms above may want to ask first what becomes of their work."""

from __future__ import annotations

from collections.abc import Callable

from kundig.staff.models import Agent

# Returns the address of a page that asks; "" where there is nothing to ask.
Asker = Callable[[Agent], str]
_askers: list[Asker] = []


def asked_by(asker: Asker) -> None:
    """Register a room's question to whoever goes away."""
    if asker not in _askers:
        _askers.append(asker)


def question_for(agent: Agent) -> str:
    """Return the address of the first page that has something to ask; "" where none has."""
    return next((address for asker in _askers if (address := asker(agent))), "")
