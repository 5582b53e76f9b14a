"""``kundig serve``: everything in one process group."""

from __future__ import annotations

import argparse
import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kundig.config import embedded
from kundig.config.processes import Group, Part
from kundig.staff.models import Organisation


class Command(BaseCommand):
    """Brings the database up to date and starts web, worker and mail listener; Ctrl-C stops them all."""

    help = "Start web, worker and mail listener together."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--demo", action="store_true", help="fill an empty database with the demo company"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare and run.

        Python computes on one processor for each process, so there are several for the web. They answer one
        socket: whoever has time takes the next browser, and while one is started again the others go on.
        """
        listening = _listen()
        self.stdout.write("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        if options["demo"] and not Organisation.objects.exists():
            call_command("demo")
        self._greet()
        web = [Part("web", listening=listening) for _ in range(settings.WEB_PROCESSES)]
        Group([*web, Part("worker"), Part("mail-listener")], embedded.look_after).run()
        self.stdout.write("Kundig has stopped.")

    def _greet(self) -> None:
        from kundig.demo.greeting import lines

        self.stdout.write(f"\nKundig runs at {settings.URL}\n")
        self.stdout.write(f"Mail is taken at {settings.SMTP_HOST}:{settings.SMTP_PORT} (SMTP)\n")
        for line in lines():
            self.stdout.write(line)
        self.stdout.write("\nCtrl-C stops it.\n")


def _listen() -> socket.socket:
    """Open the web's socket; whoever comes before the first process is up waits there."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    try:
        return socket.create_server((settings.HOST, settings.PORT), family=family)
    except OSError as problem:
        raise CommandError(f"{settings.HOST}:{settings.PORT} can’t be used: {problem}") from None
