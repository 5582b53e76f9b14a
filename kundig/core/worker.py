"""Working off jobs, through every loss of the database.

Procrastinate's worker ends where it loses its connection, after its jobs have. One of them may be talking to a
slow mail server for a minute, and nobody would understand mails meanwhile. So the next worker begins as soon as the
database is back, and what its predecessor could not put away when it has ended goes back into the queue at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from procrastinate import JobContext
from procrastinate.connector import BaseConnector, Notify
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from kundig.core import audit, caps
from kundig.core.database import PatientAsyncPool, is_away
from kundig.core.failures import remember_failures
from kundig.core.jobs import give_back

log = logging.getLogger(__name__)


class WorkerConnector(PsycopgConnector):
    """Fetches jobs through a pool of its own, but what a job defers goes through Django's connection.

    Procrastinate's own would defer it beside the job's transaction: then a reaction runs before its
    event is committed, and one to an event that was rolled back runs too.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(pool_factory=PatientAsyncPool, **options)
        # Set as soon as anything finds the database away.
        self.lost = asyncio.Event()

    def get_sync_connector(self) -> BaseConnector:
        """Return the connector for what sync code defers."""
        return DjangoConnector()

    async def execute_query_async(self, *args: Any, **kwargs: Any) -> None:
        """See PsycopgConnector."""
        with self._noticing():
            await super().execute_query_async(*args, **kwargs)

    async def execute_query_one_async(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """See PsycopgConnector."""
        with self._noticing():
            row: dict[str, Any] = await super().execute_query_one_async(*args, **kwargs)
            return row

    async def execute_query_all_async(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """See PsycopgConnector."""
        with self._noticing():
            rows: list[dict[str, Any]] = await super().execute_query_all_async(*args, **kwargs)
            return rows

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """See PsycopgConnector; the first to notice where the database goes."""
        with self._noticing():
            await super().listen_notify(on_notification, channels)

    @contextlib.contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except ConnectorException as problem:
            if is_away(problem):
                self.lost.set()
            raise


async def work(
    *, threads: int, queue: list[str] | None, heartbeat: float, silence: float, once: bool
) -> None:
    """Work off jobs with the app's present `WorkerConnector` until a signal comes, or with `once` until none is left.

    ConnectorException where the database is away at the beginning, or with `once`.
    """
    connector = app.connector
    assert isinstance(connector, WorkerConnector)
    # A worker's jobs may run beside those that its predecessor has not ended.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2 * threads + 4))
    told, ending = _told(), set[asyncio.Task[None]]()
    async with app.open_async():
        app.perform_import_paths()
        while True:
            connector.lost.clear()
            worker = _worker(threads, queue, heartbeat, silence, once)
            running = asyncio.create_task(worker.run())
            await _first_of(asyncio.shield(running), told.wait(), connector.lost.wait())
            worker.stop()
            if told.is_set() or once or _has_failed(running):
                await asyncio.gather(running, *ending)
                return
            log.warning("the worker lost the database and looks for it again")
            end = asyncio.create_task(_end(worker, running, silence))
            ending.add(end)
            end.add_done_callback(ending.discard)
            pause = 0 if connector.lost.is_set() else caps.WORKER_PAUSE_SECONDS
            await _first_of(told.wait(), _until_there(pause))


def _worker(
    threads: int, queue: list[str] | None, heartbeat: float, silence: float, once: bool
) -> Worker:
    return Worker(
        app=app,
        queues=queue or None,
        concurrency=threads,
        wait=not once,
        fetch_job_polling_interval=caps.JOB_POLL_SECONDS,
        update_heartbeat_interval=heartbeat,
        stalled_worker_timeout=silence,
        shutdown_graceful_timeout=caps.WORKER_GRACE_SECONDS,
        install_signal_handlers=False,
        delete_jobs="successful",
        additional_context={"silence": silence},
        worker_middleware=[remember_failures],
        task_middleware=[give_back_connection, keep_refusals],
    )


async def _end(worker: Worker, running: asyncio.Task[None], silence: float) -> None:
    """Wait until a worker that lost the database has ended, and give back what it could not put away."""
    number = worker.worker_id
    with contextlib.suppress(ConnectorException):
        await running
    while True:
        try:
            if number is not None:
                await app.job_manager.unregister_worker(number)
            await give_back(app.job_manager, silence)
        except ConnectorException:
            await asyncio.sleep(caps.WORKER_PAUSE_SECONDS)
        else:
            return


def _has_failed(running: asyncio.Task[None]) -> bool:
    """Say whether a worker ended over something else than its connection."""
    if not running.done():
        return False
    problem = running.exception()
    return problem is not None and not isinstance(problem, ConnectorException)


async def _until_there(pause: float) -> None:
    while True:
        await asyncio.sleep(pause)
        with contextlib.suppress(ConnectorException):
            await app.connector.execute_query_async("SELECT 1")
            return
        # The pool has looked for it long enough, or it refuses for a reason of its own.
        pause = caps.WORKER_PAUSE_SECONDS


async def _first_of(*waited: Awaitable[Any]) -> None:
    """Wait for one of these; the others are cancelled."""
    futures = [asyncio.ensure_future(one) for one in waited]
    try:
        await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in futures:
            future.cancel()
        await asyncio.gather(*futures, return_exceptions=True)


def _told() -> asyncio.Event:
    """An event that is set by the signals that say stop.

    Ctrl-C in `kundig serve` brings two of them: one from the terminal, one from the parent. The second must
    not cut off the job that the first let finish.
    """
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told


def give_back_connection(
    call_next: Callable[[], Any], _context: JobContext, _worker: Worker
) -> Any:
    """Run a job and give its thread's connection back to the pool, or a broken one would stay for ever."""
    try:
        return call_next()
    finally:
        connection.close()


def keep_refusals(call_next: Callable[[], Any], _context: JobContext, _worker: Worker) -> Any:
    """Run a job and write down what was refused in it, although the job's own transaction may be undone."""
    with audit.collecting():
        return call_next()
