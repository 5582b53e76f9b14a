"""Writing the log, and reading it without gaps.

Numbers are handed out before commit, so a reader at number 105 can miss 104 for ever. Every reader
therefore moves along the position ``(tx, id)`` and reads only what lies below the oldest transaction
still running: nothing can appear behind it any more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from kundig.core.models import Event
from kundig.core.prepared import Statement

CHANNEL = "kundig_log"

_FIELDS = ("at", "kind", "subject_kind", "subject_id", "actor_kind", "actor_id")
_INSERT = f"INSERT INTO core_event ({', '.join(_FIELDS)}, data, cause_id) VALUES "  # noqa: S608  # only constants are put in
_VALUES = "(%s, %s, %s, %s, %s, %s, %s::jsonb, %s)"
# The notice is a wake-up only: listeners read the log itself. PostgreSQL folds equal ones of a transaction.
_RETURNING = f" RETURNING id, tx::text::bigint, pg_notify('{CHANNEL}', '')"


def append(events: Sequence[Event]) -> None:
    """Write new events in this order and wake whoever reads the log, in one statement: every verb pays for it."""
    values: list[Any] = []
    for event in events:
        values += [getattr(event, name) for name in _FIELDS]
        values += [json.dumps(event.data), event.cause_id]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT + ", ".join([_VALUES] * len(events)) + _RETURNING, values)
        rows = cursor.fetchall()
    for event, (pk, tx, _notice) in zip(events, rows, strict=True):
        event.pk, event.tx = pk, tx
        event._state.adding = False
        event._state.db = connection.alias


class Position(NamedTuple):
    """A place in the log; positions compare in the order of reading."""

    tx: int
    id: int

    def __str__(self) -> str:
        return f"{self.tx}-{self.id}"


START = Position(0, 0)
_FORM = re.compile(r"(\d{1,19})-(\d{1,18})", re.ASCII)

SETTLED = "tx < pg_snapshot_xmin(pg_current_snapshot())"
_END = Statement(
    f"SELECT tx::text::bigint, id FROM core_event WHERE {SETTLED} ORDER BY core_event.tx DESC, id DESC LIMIT 1",  # noqa: S608  # a constant
    (),
)


def parse_position(text: str) -> Position | None:
    """Return the position written as ``tx-id``; None for anything else."""
    match = _FORM.fullmatch(text)
    return Position(int(match[1]), int(match[2])) if match else None


def position_of(event: Event) -> Position:
    """Return where `event` stands in the log."""
    return Position(event.tx, event.pk)


def read(after: Position, limit: int) -> list[Event]:
    """Return up to `limit` settled events behind `after`, in the order of the log."""
    return list(
        Event.objects.raw(
            f"SELECT * FROM core_event WHERE (tx, id) > (%s::xid8, %s) AND {SETTLED} "  # noqa: S608  # a constant
            "ORDER BY tx, id LIMIT %s",
            [str(after.tx), after.id, limit],
        )
    )


def end() -> Position:
    """Return the position of the newest settled event."""
    return next((Position(*row) for row in _END.run({})), START)
