"""``kundig worker``: works off jobs until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from procrastinate import JobContext
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from kundig.core import caps
from kundig.core.failures import remember_failures


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
        with app.replace_connector(WorkerConnector(kwargs=connector_params())):
            asyncio.run(work(**{key: options[key] for key in OPTIONS}))


def _already_ending(_number: int, _frame: FrameType | None) -> None:
    """Do nothing; unlike SIG_IGN this is not inherited by the children that parse mails."""


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


OPTIONS = ("threads", "queue", "heartbeat", "silence", "once")


async def work(
    *, threads: int, queue: list[str] | None, heartbeat: float, silence: float, once: bool
) -> None:
    """Work off jobs with the app's present connector; returns after a signal, or with `once` when none is left."""
    async with app.open_async():
        # The queue listens for one signal only. Ctrl-C in `kundig serve` brings two: one from the terminal, one
        # from the parent; the second must not cut off the job that the first let finish.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _already_ending)
        await app.run_worker_async(
            queues=queue or None,  # type: ignore[arg-type]  # None means all, as the worker itself has it
            concurrency=threads,
            wait=not once,
            fetch_job_polling_interval=caps.JOB_POLL_SECONDS,
            update_heartbeat_interval=heartbeat,
            stalled_worker_timeout=silence,
            shutdown_graceful_timeout=caps.WORKER_GRACE_SECONDS,
            delete_jobs="successful",
            additional_context={"silence": silence},
            worker_middleware=[remember_failures],
            task_middleware=[give_back_connection],
        )
