"""The database may be away for a moment: found again soon by whoever waits for it, and told from a mistake of ours.

The pools of psycopg look for a server that is away after one second, two, four and so on for minutes, and
after it has come back they find the connections of before dead one by one, with the same pauses.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from kundig.core import caps

log = logging.getLogger(__name__)

# SQLSTATE classes and codes: connection exceptions; told to go, crashed, not yet ready.
_AWAY = ("08", "57P01", "57P02", "57P03")


def is_away(problem: BaseException) -> bool:
    """Say whether an error of Django's, Procrastinate's or psycopg's means that the server could not be talked to."""
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, psycopg.InterfaceError):
            return True
        if isinstance(cause, psycopg.OperationalError):
            return cause.sqlstate is None or cause.sqlstate.startswith(_AWAY)
        cause = cause.__cause__
    return False


class PatientPool(ConnectionPool[psycopg.Connection[Any]]):
    """A pool that looks for a lost server several times a second as long as it has too few connections."""

    def __init__(self, **options: Any) -> None:
        teller = _Teller()

        def look_again(pool: ConnectionPool[Any]) -> None:
            teller.tell()
            pool.check()

        found = {"check": self._try, "reconnect_failed": look_again}
        super().__init__(**options | found, reconnect_timeout=caps.DATABASE_LOOK_SECONDS)

    def _try(self, connection: psycopg.Connection[Any]) -> None:
        try:
            self.check_connection(connection)
        except psycopg.Error:
            # The server has gone or begun anew: no other connection of before is any better.
            self.drain()
            raise


class PatientAsyncPool(AsyncConnectionPool[psycopg.AsyncConnection[Any]]):
    """The same for coroutines."""

    def __init__(self, **options: Any) -> None:
        teller = _Teller()

        async def look_again(pool: AsyncConnectionPool[Any]) -> None:
            teller.tell()
            await pool.check()

        found = {"check": self._try, "reconnect_failed": look_again}
        super().__init__(**options | found, reconnect_timeout=caps.DATABASE_LOOK_SECONDS)

    async def _try(self, connection: psycopg.AsyncConnection[Any]) -> None:
        try:
            await self.check_connection(connection)
        except psycopg.Error:
            await self.drain()
            raise


class _Teller:
    """Says that the database is away, but not at every look."""

    def __init__(self) -> None:
        self._told = float("-inf")

    def tell(self) -> None:
        """Say it, unless it was said lately."""
        if time.monotonic() - self._told > caps.DATABASE_TELL_SECONDS:
            self._told = time.monotonic()
            log.warning("the database is away; it is looked for again and again")
