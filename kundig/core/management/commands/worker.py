"""``kundig worker``: works off jobs until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from procrastinate import JobContext
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from kundig.core import audit, caps
from kundig.core.failures import remember_failures

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs jobs; start as many as you like, on as many machines as you like."""

    help = "Work off jobs: understanding mails, sending answers, reacting to events."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--threads", type=int, default=settings.WORKER_THREADS)
        parser.add_argument("--queue", action="append", help="only jobs of this queue; repeatable")
        parser.add_argument("--heartbeat", type=float, default=caps.WORKER_HEARTBEAT_SECONDS)
        parser.add_argument("--silence", type=float, default=caps.WORKER_SILENCE_SECONDS)
        parser.add_argument("--once", action="store_true", help="stop when no job is left")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the worker."""
        if not isinstance(app.connector, DjangoConnector):
            raise CommandError("The job queue is not connected to Django's database.")
        wanted = {key: options[key] for key in OPTIONS}
        while not _worked(wanted) and not options["once"]:
            log.warning("the worker lost the database and looks for it again")
            time.sleep(caps.WORKER_PAUSE_SECONDS)


def _worked(wanted: dict[str, Any]) -> bool:
    """Work until told to stop; False where the work ended by itself: done, or the database went away."""
    try:
        with app.replace_connector(WorkerConnector(kwargs=connector_params())):
            return asyncio.run(work(**wanted))
    except ConnectorException:
        if wanted["once"]:
            raise
        return False


class WorkerConnector(PsycopgConnector):
    """Fetches jobs through a pool of its own, but what a job defers goes through Django's connection.

    Procrastinate's own would defer it beside the job's transaction: then a reaction runs before its
    event is committed, and one to an event that was rolled back runs too.
    """

    def get_sync_connector(self) -> BaseConnector:
        """Return the connector for what sync code defers."""
        return DjangoConnector()


def give_back_connection(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Run a job and give its thread's connection back to the pool, or a broken one would stay for ever."""
    try:
        return call_next()
    finally:
        connection.close()


def keep_refusals(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Run a job and write down what was refused in it, although the job's own transaction may be undone."""
    with audit.collecting():
        return call_next()


OPTIONS = ("threads", "queue", "heartbeat", "silence", "once")


async def work(
    *, threads: int, queue: list[str] | None, heartbeat: float, silence: float, once: bool
) -> bool:
    """Work off jobs with the app's present connector until a signal comes; says whether one came.

    Returns without one when none is left, with `once`, or when the database went away.
    """
    async with app.open_async():
        app.perform_import_paths()
        worker = Worker(
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
        is_told = asyncio.Event()

        def stop() -> None:
            # Ctrl-C in `kundig serve` brings two signals: one from the terminal, one from the parent. The second
            # must not cut off the job that the first let finish.
            is_told.set()
            worker.stop()

        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        await worker.run()
        return is_told.is_set()
