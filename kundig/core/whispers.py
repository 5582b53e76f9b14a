"""Whispers: names of what passes, told to open browsers at once and kept nowhere.

Who is looking at a conversation is no fact for the log: it is over in a moment. Like all that is live a whisper
is a name, ``presence:42``; whoever hears it asks through a normal view. One that is lost is lost: what it speaks of
must end by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from django.db import connection

CHANNEL = "kundig_whisper"
_PAYLOAD = re.compile(r"([a-z]+):([1-9]\d{0,17})", re.ASCII)

Keeper = Callable[[frozenset[str], Mapping[str, float]], None]
_keepers: list[Keeper] = []


def whisper(kind: str, ids: Iterable[int]) -> None:
    """Tell of these things when the transaction commits; what is said twice in it is heard once."""
    with connection.cursor() as cursor:
        for id in sorted(set(ids)):
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{kind}:{id}"])


def heard(payload: str) -> tuple[str, int] | None:
    """Return the kind and id that a notification names; None for one that is none of ours."""
    match = _PAYLOAD.fullmatch(payload)
    return (match[1], int(match[2])) if match else None


def kept_by(keeper: Keeper) -> None:
    """Let a room learn, every few seconds, which pages are open in this process and which have gone, how many seconds ago.

    `keeper` is called with both, outside of any transaction, as long as anybody listens. What has gone here may
    have come back since, to another process.
    """
    _keepers.append(keeper)


def keep(here: frozenset[str], gone: Mapping[str, float]) -> None:
    """Tell all keepers."""
    for keeper in _keepers:
        keeper(here, gone)
