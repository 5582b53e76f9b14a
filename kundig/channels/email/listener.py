"""The own mail listener: SMTP on a port, LMTP on a socket. It says 250 when the mail is committed, not before."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from kundig.channels.email.addresses import find_channel
from kundig.channels.intake import take_in
from kundig.conversations.models import Channel
from kundig.core import caps

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

TAKEN = "250 2.0.0 Taken"
AWAY = "451 4.3.0 The database is away, please try again later"
FAILED = "451 4.3.0 An error occurred, please try again later"
UNKNOWN = "550 5.1.1 There is no such mailbox here"
TOO_MANY = "452 4.5.3 Too many recipients"
ADDRESS_CHARS = 320


class Doorman:
    """Answers the two questions of a mail dialogue: is there such a mailbox, and is the mail safe."""

    def __init__(self, *, per_recipient: bool) -> None:
        # LMTP wants an answer for each recipient, SMTP one for all.
        self._per_recipient = per_recipient
        self._threads = ThreadPoolExecutor(8, "listener")

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take recipients that an open mailbox has."""
        if len(envelope.rcpt_tos) >= caps.LISTENER_RECIPIENTS:
            return TOO_MANY
        if len(address) > ADDRESS_CHARS:
            return UNKNOWN
        try:
            channel = await self._in_database(find_channel, address)
        except (DatabaseError, InterfaceError):
            return AWAY
        if channel is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Commit the mail once for each mailbox it is for, then say so."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        answers = await self._in_database(deliver, raw, _envelope(session, envelope))
        if self._per_recipient:
            return "\r\n".join(answers)
        return next((answer for answer in answers if answer != TAKEN), TAKEN)

    async def _in_database(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        def run() -> R:
            try:
                return function(*args, **kwargs)
            finally:
                connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)


def deliver(raw: bytes, envelope: dict[str, object]) -> list[str]:
    """Take a mail in for each recipient's mailbox and return one answer for each recipient."""
    recipients = envelope["to"]
    assert isinstance(recipients, list)
    answers: dict[int, str] = {}
    found: list[str] = []
    for recipient in recipients:
        try:
            channel = find_channel(recipient)
            if channel is None:
                found.append(UNKNOWN)
                continue
            if channel.pk not in answers:
                answers[channel.pk] = _take(channel, raw, envelope)
            found.append(answers[channel.pk])
        except (DatabaseError, InterfaceError):
            found.append(AWAY)
    return found


def _take(channel: Channel, raw: bytes, envelope: dict[str, object]) -> str:
    try:
        take_in(channel, raw, envelope=envelope)
    except (DatabaseError, InterfaceError) as problem:
        log.warning("a mail could not be stored: %s", problem)
        return AWAY
    except Exception:
        # A bug of ours; the sender keeps the mail until it is mended.
        log.exception("a mail could not be taken in")
        return FAILED
    return TAKEN


def _envelope(session: Session, envelope: Envelope) -> dict[str, object]:
    peer = session.peer
    return {
        "from": (envelope.mail_from or "")[:ADDRESS_CHARS],
        "to": list(envelope.rcpt_tos),
        "helo": (session.host_name or "")[:255],
        "peer": str(peer[0] if isinstance(peer, tuple) else peer or ""),
        "tls": session.ssl is not None,
    }


class _Lmtp(LMTP):
    """LMTP that takes the long lines which programs write."""

    line_length_limit = caps.LISTENER_LINE_BYTES


class _Bounded(SMTP):
    """SMTP with a cap on open connections: past it, the sender is asked to come again."""

    line_length_limit = caps.LISTENER_LINE_BYTES
    open_connections = 0
    _is_counted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection, or turn it away."""
        if self._is_counted:
            # The same one again, protected by STARTTLS; it will be lost only once.
            super().connection_made(transport)
            return
        self._is_counted = True
        _Bounded.open_connections += 1
        if _Bounded.open_connections > caps.LISTENER_CONNECTIONS:
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"421 4.3.2 Too many connections, please try again later\r\n")
            transport.close()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection."""
        _Bounded.open_connections -= 1
        super().connection_lost(error)


async def start_smtp(host: str, port: int) -> asyncio.Server:
    """Listen for SMTP; OSError where the address is taken."""
    loop = asyncio.get_running_loop()
    doorman = Doorman(per_recipient=False)
    tls = tls_context()
    return await loop.create_server(
        lambda: _Bounded(doorman, **_options(), tls_context=tls), host, port
    )


async def start_lmtp(path: Path) -> asyncio.Server:
    """Listen for LMTP on a socket, which a mail server on this machine may write to."""
    loop = asyncio.get_running_loop()
    doorman = Doorman(per_recipient=True)
    bound = _bind(path)
    return await loop.create_unix_server(lambda: _Lmtp(doorman, **_options()), sock=bound)


def _bind(path: Path) -> socket.socket:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    bound = socket.socket(socket.AF_UNIX)
    bound.bind(str(path))
    path.chmod(0o660)
    return bound


def tls_context() -> ssl.SSLContext | None:
    """Return what STARTTLS needs; None where no certificate is set."""
    if not settings.SMTP_CERTIFICATE:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.SMTP_CERTIFICATE, settings.SMTP_KEY or None)
    return context


def _options() -> dict[str, Any]:
    return {
        "data_size_limit": caps.MAIL_BYTES,
        "enable_SMTPUTF8": True,
        "hostname": urlsplit(settings.URL).hostname or "localhost",
        "ident": "Kundig",
        "timeout": caps.LISTENER_SILENCE_SECONDS,
        "loop": asyncio.get_running_loop(),
    }
