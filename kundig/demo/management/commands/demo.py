"""``kundig demo``: fills an empty installation with the demo company."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kundig.demo.player import play
from kundig.staff.models import Organisation


class Command(BaseCommand):
    """Plays six weeks of the demo company through the real pipeline."""

    help = "Fill an empty installation with the demo company and its 300 conversations."

    def handle(self, *args: Any, **options: Any) -> None:
        """Play the story up to now."""
        if Organisation.objects.exists():
            raise CommandError("Kundig is set up already; the demo needs an empty installation.")
        try:
            play(timezone.now(), self._tell)
        except BaseException:
            # Half a demo would look like somebody's installation at the next start.
            call_command("flush", verbosity=0, interactive=False)
            raise
        self.stdout.write("The demo is ready.")

    def _tell(self, done: int, of: int) -> None:
        line = f"Playing the demo: {done} of {of} conversations"
        if self.stdout.isatty():
            self.stdout.write(line, ending="\n" if done == of else "\r")
        elif done % 50 == 0:
            self.stdout.write(line)
