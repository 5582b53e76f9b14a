"""``kundig serve``: everything in one process group."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from kundig.config import embedded
from kundig.config.processes import Group
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
        """Prepare and run."""
        self.stdout.write("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        if options["demo"] and not Organisation.objects.exists():
            call_command("demo")
        self._greet()
        Group(["web", "worker", "mail-listener"], embedded.look_after).run()
        self.stdout.write("Kundig has stopped.")

    def _greet(self) -> None:
        from kundig.demo.greeting import lines

        self.stdout.write(f"\nKundig runs at {settings.URL}\n")
        self.stdout.write(f"Mail is taken at {settings.SMTP_HOST}:{settings.SMTP_PORT} (SMTP)\n")
        for line in lines():
            self.stdout.write(line)
        self.stdout.write("\nCtrl-C stops it.\n")
