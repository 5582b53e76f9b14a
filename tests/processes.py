"""Kundig's own processes on the test database, and real mail servers beside them."""

from __future__ import annotations

import contextlib
import email
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from kundig.channels.email.kept_connections import CONNECTIONS
from tests.ports import free_port


def database_url() -> str:
    """Return the address of the database that the test works on."""
    settings = connection.settings_dict
    user = f"{quote(settings['USER'])}:{quote(settings['PASSWORD'])}"
    host, port = settings["HOST"], settings["PORT"]
    if host.startswith("/"):
        return f"postgresql://{user}@/{settings['NAME']}?host={quote(host)}"
    return f"postgresql://{user}@{host}:{port or 5432}/{settings['NAME']}"


@dataclass
class Process:
    """One of Kundig's processes, which can be killed and started again."""

    words: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    _running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it need not be ready yet."""
        self._running = subprocess.Popen(
            [str(Path(sys.executable).with_name("kundig")), *self.words],
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "kundig.config.settings",
                **self.environment,
            },
        )

    @property
    def pid(self) -> int:
        """Return the number of the running process."""
        assert self._running is not None
        return self._running.pid

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end and wait."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._running is not None:
            self._running.send_signal(number)
            try:
                self._running.wait(15)
            except subprocess.TimeoutExpired:
                self._running.kill()
                self._running.wait()
            self._running = None


@contextlib.contextmanager
def running(*words: str, **environment: str) -> Iterator[Process]:
    """Run a command of Kundig until the block ends."""
    process = Process(list(words), environment)
    process.start()
    try:
        yield process
    finally:
        process.stop()


def wait_for(what: Callable[[], Any], *, seconds: float = 20, every: float = 0.05) -> Any:
    """Return the first true answer of `what`; AssertionError where it stays false too long."""
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, f"waited {seconds} s in vain"
        time.sleep(every)
    return found


class Sink:
    """A real mail server on loopback that keeps what it is given."""

    def __init__(self, after_each: Callable[[], None] = lambda: None) -> None:
        self.mails: list[Envelope] = []
        # Every answer that is not 250, by recipient.
        self.refusals: dict[str, str] = {}
        self._after_each = after_each

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Keep the mail."""
        self.mails.append(envelope)
        self._after_each()
        return "250 OK"


@contextlib.contextmanager
def mail_server(sink: Sink) -> Iterator[int]:
    """Run `sink` on a free port until the block ends; gives the port."""
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), ready_timeout=10)
    controller.start()
    try:
        yield controller.port
    finally:
        # What this process keeps open would hold the server up.
        CONNECTIONS.leave_all()
        controller.stop()


def read(content: bytes | str | None) -> EmailMessage:
    """Return a received mail as its reader sees it."""
    assert isinstance(content, bytes)
    parsed = email.message_from_bytes(content, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed
