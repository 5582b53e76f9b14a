"""How late a browser heard of what happened, and how late a mail that was taken became visible.

The goal speaks of events: none later than ten seconds. Strictly, an event's lateness is the time from its
commit until a browser that listens all the time heard its name, whatever happened meanwhile. Of this the
seconds are counted apart in which the database lay down: nobody can hear then, however good the program is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from faults.follower import Follower

# Nobody looks at a page for long that is later than this.
LATE_SECONDS = 10

Outages = Sequence[tuple[float, float]]

_EVENTS = """
SELECT subject_id, extract(epoch FROM pg_xact_commit_timestamp(xid(tx)))::float FROM core_event
WHERE subject_kind = 'conversation' AND pg_xact_commit_timestamp(xid(tx)) > to_timestamp(%s)
"""
_MAILS = """
SELECT extract(epoch FROM received_at)::float, extract(epoch FROM understood_at)::float
FROM channels_receipt WHERE understood_at IS NOT NULL
"""


@dataclass(frozen=True)
class Wait:
    """From when to when somebody waited, in seconds of the epoch."""

    began: float
    ended: float

    @property
    def strictly(self) -> float:
        """All of it."""
        return max(0.0, self.ended - self.began)

    def reachable(self, outages: Outages) -> float:
        """Without the time in which the database lay down."""
        away = sum(
            max(0.0, min(self.ended, until) - max(self.began, since)) for since, until in outages
        )
        return max(0.0, self.strictly - away)


def of_events(follower: Follower, since: float) -> list[Wait]:
    """Return for each event of a conversation the wait from its commit until its name was heard; endless for never."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [since])
        committed = cursor.fetchall()
    return [
        Wait(at, min((one for one in follower.heard.get(number, []) if one >= at), default=1e18))
        for number, at in committed
    ]


def of_mails() -> list[Wait]:
    """Return for each mail the wait from when it was taken until it was visible."""
    with connection.cursor() as cursor:
        cursor.execute(_MAILS)
        return [Wait(*row) for row in cursor.fetchall()]


def report(name: str, waits: list[Wait], outages: Outages) -> Iterator[str]:
    """Yield a line for each of the two ways to count."""
    for how, seconds in (
        ("strictly", sorted(wait.strictly for wait in waits)),
        ("without the outages", sorted(wait.reachable(outages) for wait in waits)),
    ):
        if seconds:
            late = sum(one > LATE_SECONDS for one in seconds)
            yield (
                f"{len(seconds)} {name}, {how}: half within {seconds[len(seconds) // 2]:.2f} s, 99 of 100 within "
                f"{seconds[len(seconds) * 99 // 100]:.1f} s, the last after {seconds[-1]:.1f} s, {late} later than {LATE_SECONDS} s"
            )
