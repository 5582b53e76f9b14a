"""Where else the originals of messages lie: whoever keeps some beside them says so here, for what is deleted for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from kundig.conversations.models import Message

_keepers: list[Callable[[Message], Iterable[UUID]]] = []


def kept_by(keeper: Callable[[Message], Iterable[UUID]]) -> None:
    """Register what answers with the blobs in which it keeps a message's original, or parts of it."""
    _keepers.append(keeper)


def kept_elsewhere(message: Message) -> set[UUID]:
    """Return all blobs beside the message's own that hold its original, or parts of it."""
    return {blob for keeper in _keepers for blob in keeper(message)}
