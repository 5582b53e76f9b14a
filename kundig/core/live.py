"""Live updates: one reader of the log per web process tells open browsers the names of what changed.

Names only, never content: the browser fetches what changed through the normal view, so permission and
rendering exist once. A connection costs a queue and a coroutine, not a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import psycopg
from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections, connection
from psycopg.rows import dict_row

from kundig.core import caps, whispers
from kundig.core.log import CHANNEL, SETTLED, START, Position

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fact:
    """What the hub knows of an event: enough to name it and to decide who may hear of it."""

    position: Position
    kind: str
    subject_kind: str
    subject_id: int
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """Return the name that browsers hear: ``conversation:42``."""
        return f"{self.subject_kind}:{self.subject_id}"


# Who may hear of a fact: a room's own value, understood by the room's own listeners.
Scope = Any
ScopeFinder = Callable[[list[Fact]], dict[Position, Scope]]
_scopes: dict[str, ScopeFinder] = {}


def scope_of(subject_kind: str, finder: ScopeFinder) -> None:
    """Let a room say who may hear of its subjects: `finder` maps facts (by position) to scopes.

    Facts of a kind without a finder, or without an entry in the answer, are told to nobody.
    """
    _scopes[subject_kind] = finder


class Listener(Protocol):
    """The person behind a connection."""

    def hears(self, fact: Fact, scope: Scope) -> bool:
        """Tell whether this person may know that the fact happened."""
        ...

    def is_changed_by(self, fact: Fact) -> bool:
        """Tell whether the fact may have taken rights from this person, or given some."""
        ...


@dataclass(eq=False)
class Connection:
    """One open browser: names wait here until it has read them."""

    listener: Listener
    topics: frozenset[str]
    # What the browser calls this page of its own; empty where it says nothing.
    page: str = ""
    names: dict[str, None] = field(default_factory=dict)
    position: Position = START
    overflowed: bool = False
    # The listener's rights may have changed: they are asked anew before anything more is told.
    in_doubt: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, fact: Fact, scope: Scope | None) -> None:
        """Queue the fact's name if its person may hear of it and has asked for it; nobody does without a scope."""
        self.position = max(self.position, fact.position)
        if self.listener.is_changed_by(fact):
            # The page was drawn for other rights: it is loaded anew if its person may still listen.
            self.in_doubt = self.overflowed = True
            self.wake.set()
        if scope is None:
            return
        if self.topics and fact.name not in self.topics:
            return
        if not self.listener.hears(fact, scope):
            return
        if len(self.names) >= caps.LIVE_QUEUE_NAMES:
            self.overflowed = True
        else:
            self.names[fact.name] = None
        self.wake.set()


class Hub:
    """Reads the log once for all connections of this process; runs while there are any."""

    def __init__(self) -> None:
        self.connections: set[Connection] = set()
        self.position: Position | None = None
        self._reader: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        # Pages that have gone since their keepers were told last, and when.
        self._gone: dict[str, float] = {}

    async def join(self, connection: Connection, after: Position | None) -> bool:
        """Add a connection that has seen the log up to `after` (None: nothing to make up for).

        Returns False where too much was missed: the browser must load its page anew.
        """
        here = await self._start()
        connection.position = here
        self.connections.add(connection)
        if after is None or after == here:
            return True
        if after > here:
            return False
        missed = await sync_to_async(_facts_between, thread_sensitive=False)(after, here)
        if missed is None:
            return False
        for fact, scope in missed:
            connection.offer(fact, scope)
        return True

    def leave(self, connection: Connection) -> None:
        """Forget a connection; the reader stops with the last one."""
        self.connections.discard(connection)
        if connection.page:
            self._gone[connection.page] = time.monotonic()
        if not self.connections and self._reader is not None:
            self._reader.cancel()
            self._reader = self.position = None
            if self._keeper is not None:
                self._keeper.cancel()
                self._keeper = None
            # Whoever is waiting to join starts another one.
            self._ready.set()

    async def _start(self) -> Position:
        """Return how far the log has been read, once it is being read."""
        while self.position is None or self._reader is None or self._reader.done():
            if self._reader is None or self._reader.done():
                self._ready.clear()
                self._reader = asyncio.create_task(self._read())
                self._keeper = self._keeper or asyncio.create_task(self._keep())
            await self._ready.wait()
        return self.position

    async def _read(self) -> None:
        while True:
            try:
                await self._follow()
            except (psycopg.Error, Error, OSError) as problem:
                # Django's own errors too: the finders of scopes ask through it.
                log.warning("live updates lost the database, trying again: %s", problem)
                await asyncio.sleep(caps.DATABASE_LOOK_SECONDS)

    async def _follow(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            **_connection_parameters(), autocommit=True, row_factory=dict_row
        ) as database:
            await database.execute(f"LISTEN {CHANNEL}")
            await database.execute(f"LISTEN {whispers.CHANNEL}")
            if self.position is None:
                self.position = await _end(database)
            self._ready.set()
            while True:
                unsettled = await self._advance(database)
                # Something committed stands behind a transaction still running: look again at once.
                heard = await _listen(database, 0.05 if unsettled else caps.LIVE_POLL_SECONDS)
                await self._pass_on(heard)

    async def _advance(self, database: psycopg.AsyncConnection[dict[str, Any]]) -> bool:
        while True:
            assert self.position is not None
            cursor = await database.execute(
                f"SELECT tx::text::bigint AS tx, id, kind, subject_kind, subject_id, data, {SETTLED} "  # noqa: S608  # only constants are put in
                "AS settled FROM core_event WHERE (tx, id) > (%s::text::xid8, %s) ORDER BY tx, id LIMIT %s",
                [str(self.position.tx), self.position.id, caps.LIVE_BATCH_EVENTS],
            )
            rows = await cursor.fetchall()
            settled = [row for row in rows if row["settled"]]
            if settled:
                await self._tell([_fact(row) for row in settled])
            if len(settled) < caps.LIVE_BATCH_EVENTS:
                return len(settled) < len(rows)

    async def _tell(self, facts: list[Fact]) -> None:
        scopes = await sync_to_async(_find_scopes, thread_sensitive=False)(facts)
        # From here to the end nothing waits: a connection joins before or after the whole batch.
        for fact in facts:
            scope = scopes.get(fact.position)
            for browser in self.connections:
                if fact.position > browser.position:
                    browser.offer(fact, scope)
        self.position = facts[-1].position

    async def _pass_on(self, heard: list[tuple[str, int]]) -> None:
        """Tell whispers to those who may hear of their things; they have no place in the log."""
        if not heard:
            return
        facts = [Fact(Position(0, n), "whisper", *thing, {}) for n, thing in enumerate(heard)]
        scopes = await sync_to_async(_find_scopes, thread_sensitive=False)(facts)
        for fact in facts:
            for browser in self.connections:
                browser.offer(fact, scopes.get(fact.position))

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(caps.LIVE_PAGES_SECONDS)
            here = frozenset(one.page for one in self.connections if one.page)
            told = time.monotonic()
            gone = {page: told - at for page, at in self._gone.items() if page not in here}
            self._gone.clear()
            try:
                await sync_to_async(_keep_pages, thread_sensitive=False)(here, gone)
            except (Error, OSError) as problem:
                log.warning("open pages could not be noted, trying again: %s", problem)


async def stream(
    hub: Hub,
    connection: Connection,
    after: Position | None,
    *,
    must_reset: bool = False,
    recheck: Callable[[], Awaitable[Listener | None]],
) -> AsyncGenerator[bytes, None]:
    """Yield server-sent events for one connection until its person may no longer listen.

    `must_reset` tells the browser first to load its page anew; `recheck` is asked for the person's present
    rights, regularly and as soon as something has changed them, and ends the stream with None.
    """
    try:
        joined = await hub.join(connection, None if must_reset else after)
        yield b"retry: 1000\n\n"
        if must_reset or not joined:
            connection.names.clear()
            yield _message("reset", connection.position, {})
        elif not connection.names:
            # The browser learns its place at once, so that even its first reconnect misses nothing.
            yield _message("here", connection.position, {})
        checked = time.monotonic()
        while True:
            await _wait(connection)
            if connection.in_doubt or time.monotonic() - checked > caps.LIVE_RECHECK_SECONDS:
                connection.in_doubt = False
                listener = await recheck()
                if listener is None:
                    return
                connection.listener, checked = listener, time.monotonic()
            yield _next_message(connection)
            # The first name goes out at once; what follows closely is gathered.
            await asyncio.sleep(caps.LIVE_PAUSE_SECONDS)
    finally:
        hub.leave(connection)


async def _wait(connection: Connection) -> None:
    """Wait until there is something to tell, or it is time for a sign of life."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(caps.LIVE_HEARTBEAT_SECONDS):
            await connection.wake.wait()
    connection.wake.clear()


def _next_message(connection: Connection) -> bytes:
    if connection.overflowed:
        connection.overflowed = False
        connection.names.clear()
        return _message("reset", connection.position, {})
    if not connection.names:
        return b": still here\n\n"
    names = list(connection.names)
    connection.names.clear()
    return _message("changed", connection.position, {"names": names})


def _message(event: str, position: Position, data: dict[str, Any]) -> bytes:
    return f"id: {position}\nevent: {event}\ndata: {json.dumps(data)}\n\n".encode()


async def _listen(
    database: psycopg.AsyncConnection[dict[str, Any]], seconds: float
) -> list[tuple[str, int]]:
    """Wait until something was written, or whispered, and return the whispers."""
    heard: dict[tuple[str, int] | None, None] = {}
    async for notification in database.notifies(timeout=seconds, stop_after=1):
        if notification.channel == whispers.CHANNEL:
            heard[whispers.heard(notification.payload)] = None
    return [thing for thing in heard if thing]


def _keep_pages(here: frozenset[str], gone: Mapping[str, float]) -> None:
    try:
        whispers.keep(here, gone)
    finally:
        close_old_connections()


async def _end(database: psycopg.AsyncConnection[dict[str, Any]]) -> Position:
    cursor = await database.execute(
        f"SELECT tx::text::bigint AS tx, id FROM core_event WHERE {SETTLED} ORDER BY tx DESC, id DESC LIMIT 1"  # noqa: S608  # only constants are put in
    )
    row = await cursor.fetchone()
    return Position(row["tx"], row["id"]) if row else START


def _fact(row: dict[str, Any]) -> Fact:
    position = Position(row["tx"], row["id"])
    return Fact(position, row["kind"], row["subject_kind"], row["subject_id"], row["data"])


def _find_scopes(facts: list[Fact]) -> dict[Position, Scope]:
    found: dict[Position, Scope] = {}
    try:
        for kind, finder in _scopes.items():
            of_kind = [fact for fact in facts if fact.subject_kind == kind]
            if of_kind:
                found.update(finder(of_kind))
    finally:
        close_old_connections()
    return found


def _facts_between(after: Position, until: Position) -> list[tuple[Fact, Scope]] | None:
    from kundig.core import log as event_log

    try:
        events = event_log.read(after, caps.LIVE_REPLAY_EVENTS + 1)
    finally:
        close_old_connections()
    if len(events) > caps.LIVE_REPLAY_EVENTS:
        return None
    facts = [
        Fact(event_log.position_of(e), e.kind, e.subject_kind, e.subject_id, e.data) for e in events
    ]
    facts = [fact for fact in facts if fact.position <= until]
    scopes = _find_scopes(facts)
    return [(fact, scopes[fact.position]) for fact in facts if fact.position in scopes]


def _connection_parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    for key in ("cursor_factory", "context"):
        parameters.pop(key, None)
    return parameters


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """Return the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs.clear()
        _hubs[loop] = Hub()
    return _hubs[loop]
