"""``kundig audit``: looks whether the audit trail is whole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kundig.core import audit_chain
from kundig.core.models import AuditSeal


class Command(BaseCommand):
    """Prints every entry that was changed, slipped in or deleted, and fails where there is one."""

    help = "Check that nobody has changed the audit trail."

    def handle(self, **_options: Any) -> None:
        """Check, and print the last seal: written down elsewhere, it shows that the end was not cut off."""
        audit_chain.seal_new()
        found = 0
        for flaw in audit_chain.flaws():
            self.stdout.write(str(flaw))
            found += 1
        if found:
            raise CommandError(f"The audit trail was changed: {found} flaws.")
        last = AuditSeal.objects.order_by("-number").first()
        if last is None:
            self.stdout.write("The audit trail is empty.")
        else:
            self.stdout.write(f"The audit trail is whole up to {last.number}: {last.seal}")
