"""Things as JSON: the API's shapes, which it hands in when the program starts, for it stands above this room."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import QuerySet

from kundig.conversations.models import Conversation, Message

Thing = Conversation | Message


class Shaper(Protocol):
    """How the things of one model are told to programs."""

    def load(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows with everything that is told of them."""
        ...

    def tell(self, thing: Any) -> dict[str, Any]:
        """Return one of them as JSON."""
        ...


_shapers: dict[type[Thing], Shaper] = {}


def shape_by(model: type[Thing], shaper: Shaper) -> None:
    """Let these things be told by `shaper`."""
    _shapers[model] = shaper


def shaper_of(model: type[Thing]) -> Shaper:
    """Return who tells things of this model; KeyError where nobody was handed in."""
    return _shapers[model]
