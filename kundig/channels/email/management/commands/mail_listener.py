"""``kundig mail-listener``: takes mail by SMTP and LMTP and fetches it by IMAP until it is told to stop."""

from __future__ import annotations

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kundig.channels.email.serve import serve


class Command(BaseCommand):
    """Runs the mail listener; several may run on several machines: each mailbox is fetched by one of them."""

    help = "Take mail by SMTP and LMTP, and fetch it from IMAP servers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal says stop."""
        try:
            asyncio.run(serve())
        except OSError as problem:
            raise CommandError(
                f"The mail listener can't start: {problem.strerror or problem}"
            ) from problem
