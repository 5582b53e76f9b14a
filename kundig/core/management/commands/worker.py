"""``kundig worker``: works off jobs until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params

from kundig.core import caps
from kundig.core.worker import WorkerConnector, work

OPTIONS = ("threads", "queue", "heartbeat", "silence", "once")


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
