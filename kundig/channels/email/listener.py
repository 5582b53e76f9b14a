"""The own mail listener: SMTP on a port, LMTP on a socket. It says 250 when the mail is committed, not before."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from kundig.channels.email.addresses import find_channel
from kundig.channels.email.dialogue import Dialogue, LocalDialogue, address_of
from kundig.channels.email.peers import Peers
from kundig.channels.email.spool import Room, Spool
from kundig.channels.email.storing import AWAY, TAKEN, UNKNOWN, Mail, Storing
from kundig.conversations.models import Channel
from kundig.core import caps

P = ParamSpec("P")
R = TypeVar("R")

TOO_MANY = "452 4.5.3 Too many recipients"
ADDRESS_CHARS = 320


class Doorman:
    """Answers the two questions of a mail dialogue: is there such a mailbox, and is the mail safe."""

    def __init__(self, *, per_recipient: bool) -> None:
        # LMTP wants an answer for each recipient, SMTP one for all.
        self._per_recipient = per_recipient
        self._threads = ThreadPoolExecutor(caps.LISTENER_THREADS, "listener")
        self._storing = Storing()
        self._lately: dict[str, tuple[Channel | None, float]] = {}

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
            channel = await self._find(address)
        except (DatabaseError, InterfaceError):
            return AWAY
        if channel is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        _found(envelope).append(channel)
        return "250 2.1.5 OK"

    async def take(self, session: Session, envelope: Envelope, spool: Spool) -> str:
        """Commit the mail once for each mailbox it is for, then say so."""
        channels = _found(envelope)
        said = _envelope(session, envelope)
        answers = {
            channel.pk: await self._storing.store(Mail(channel, spool, said))
            for channel in {channel.pk: channel for channel in channels}.values()
        }
        each = [answers[channel.pk] for channel in channels]
        if self._per_recipient:
            return "\r\n".join(each)
        return next((answer for answer in each if answer != TAKEN), TAKEN)

    async def _find(self, address: str) -> Channel | None:
        """Return the mailbox of an address; one that was found is believed for a moment, for the next mails to it."""
        at = time.monotonic()
        channel, until = self._lately.get(address, (None, 0.0))
        if channel is None or until < at:
            channel = await self._in_database(find_channel, address)
            if len(self._lately) > caps.LISTENER_ADDRESSES:
                self._lately.clear()
            self._lately[address] = (channel, at + caps.LISTENER_ADDRESS_SECONDS)
        return channel

    async def _in_database(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        def run() -> R:
            try:
                return function(*args, **kwargs)
            finally:
                connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)


def _found(envelope: Envelope) -> list[Channel]:
    """The mailboxes of the recipients taken so far, noted on the envelope: it ends with its mail."""
    found: list[Channel] = envelope.__dict__.setdefault("channels", [])
    return found


def _envelope(session: Session, envelope: Envelope) -> dict[str, object]:
    return {
        "from": (envelope.mail_from or "")[:ADDRESS_CHARS],
        "to": list(envelope.rcpt_tos),
        "helo": (session.host_name or "")[:255],
        "peer": address_of(session.peer),
        "tls": session.ssl is not None,
    }


async def start_smtp(host: str, port: int) -> asyncio.Server:
    """Listen for SMTP; OSError where the address is taken."""
    doorman, peers, room = Doorman(per_recipient=False), Peers(), Room()
    tls = tls_context()
    return await asyncio.get_running_loop().create_server(
        lambda: Dialogue(doorman, peers, room, **_options(), tls_context=tls), host, port
    )


async def start_lmtp(path: Path) -> asyncio.Server:
    """Listen for LMTP on a socket, which a mail server on this machine may write to."""
    doorman, peers, room = Doorman(per_recipient=True), Peers(), Room()
    bound = _bind(path)
    return await asyncio.get_running_loop().create_unix_server(
        lambda: LocalDialogue(doorman, peers, room, **_options()), sock=bound
    )


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
