"""Fair turns: one sender's flood waits behind everybody else's mail, whoever came first.

Each sender has a small bucket of turns of the ordinary kind; what comes beyond it is understood when nobody
else waits. Kept in each process that takes input in: a flood comes through one or two of them.
"""

from __future__ import annotations

import threading
import time

from kundig.channels.base import kind_of
from kundig.conversations.models import Channel
from kundig.core import caps
from kundig.core.jobs import LATER

ORDINARY = 0

_guard = threading.Lock()
_buckets: dict[str, tuple[float, float]] = {}


def priority_of(channel: Channel, raw: bytes) -> int:
    """Return the priority of the job that understands this input, and count it for its sender."""
    key, at = f"{channel.pk}:{kind_of(channel).sender_key(raw)}", time.monotonic()
    size, seconds = caps.FAIR_INPUTS
    with _guard:
        turns, since = _buckets.pop(key, (float(size), at))
        turns = min(size, turns + (at - since) * size / seconds)
        # Put in anew: the first one is always the one that was quiet for longest.
        _buckets[key] = (max(turns - 1, 0.0), at)
        if len(_buckets) > caps.FAIR_SENDERS:
            del _buckets[next(iter(_buckets))]
    return ORDINARY if turns >= 1 else LATER


def forget() -> None:
    """Begin anew."""
    with _guard:
        _buckets.clear()
