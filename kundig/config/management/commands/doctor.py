"""``kundig doctor``: names what is wrong with an installation and how to mend it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kundig.config.checks import examine


class Command(BaseCommand):
    """Ends with an error where something endangers messages."""

    help = "Examine the installation and say what to mend."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings."""
        findings = examine()
        for finding in findings:
            mark = self.style.ERROR("wrong") if finding.fatal else self.style.WARNING("note ")
            self.stdout.write(f"{mark}  {finding.what}\n       {finding.mend}")
        if any(finding.fatal for finding in findings):
            raise CommandError("Kundig should not run like this.")
        self.stdout.write(self.style.SUCCESS("Nothing endangers what customers write."))
