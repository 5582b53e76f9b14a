"""Who fetches: of several mail listeners one takes each mailbox, and another one takes over when it is gone."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any

import psycopg
from django.db import connection

log = logging.getLogger(__name__)

# The first half of PostgreSQL's advisory locks of this kind; the second half is the mailbox.
MAILBOX_LOCK = 0x6B6D6278

# A machine that lost its power says no goodbye: PostgreSQL finds out within half a minute.
_NOTICE_DEATH = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)


class Claims:
    """The mailboxes that this process may fetch: advisory locks on a connection of its own.

    The locks end with the connection, and the connection with the process, however that ends. Two may hold
    one mailbox for a moment after PostgreSQL was restarted; then mails are fetched twice and stored once.
    """

    def __init__(self) -> None:
        self._connection: psycopg.Connection[Any] | None = None
        self._held: set[int] = set()

    def hold(self, wanted: Collection[int]) -> frozenset[int]:
        """Give back what is not wanted, try for what is, and return what is held now.

        Raises psycopg.OperationalError where the database is away; then nothing is held any more.
        """
        try:
            if self._connection is None:
                self._connection = _connect()
            for mailbox in sorted(self._held - set(wanted)):
                self._connection.execute(
                    "SELECT pg_advisory_unlock(%s, %s)", [MAILBOX_LOCK, mailbox]
                )
                self._held.discard(mailbox)
            # Asked even where nothing is missing: it shows whether the connection, and so the locks, still live.
            missing = sorted(set(wanted) - self._held)
            taken = self._connection.execute(
                "SELECT id FROM unnest(%s::int[]) AS wanted (id) WHERE pg_try_advisory_lock(%s, id)",
                [missing, MAILBOX_LOCK],
            )
            self._held |= {id for (id,) in taken}
        except psycopg.OperationalError:
            self.drop()
            raise
        return frozenset(self._held)

    def drop(self) -> None:
        """Give everything back."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._held = set()


def _connect() -> psycopg.Connection[Any]:
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    parameters["application_name"] = "kundig mailboxes"
    opened = psycopg.connect(**parameters, autocommit=True)
    for statement in _NOTICE_DEATH:
        opened.execute(statement)
    return opened
