"""The customers' mail server, which is not always well: says "later", hangs, dies after it has taken a mail."""

from __future__ import annotations

import asyncio
import email
import random
import threading
from collections import Counter

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HANG_SECONDS = 8


class Receiver:
    """Counts what it took, by Message-ID; `dropped` are mails it took without being able to say so."""

    def __init__(self, seed: int, port: int) -> None:
        self.taken: Counter[str] = Counter()
        self.dropped = 0
        self.is_well = threading.Event()
        self._chance = random.Random(seed)
        self._controller = Controller(self, hostname="127.0.0.1", port=port, ready_timeout=10)

    def start(self) -> None:
        """Listen."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Take a mail, or not."""
        luck = 1.0 if self.is_well.is_set() else self._chance.random()
        if luck < 0.05:
            return "451 4.3.0 Later, please"
        if luck < 0.06:
            await asyncio.sleep(HANG_SECONDS)
            return "451 4.3.0 That took too long"
        assert isinstance(envelope.content, bytes)
        self.taken[str(email.message_from_bytes(envelope.content)["Message-ID"])] += 1
        if luck < 0.08:
            # Taken, but the line breaks before the other side hears of it.
            self.dropped += 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 4.3.0 gone"
        return "250 OK"
