"""What `kundig mail-listener` runs: the listener and the fetchers in one process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from pathlib import Path

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from kundig.channels.email.fetchers import Fetchers
from kundig.channels.email.listener import start_lmtp, start_smtp
from kundig.core import caps

log = logging.getLogger(__name__)


async def serve() -> None:
    """Take mail until a signal says stop. OSError where an address is taken."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    servers = await _start()
    fetchers = Fetchers()
    try:
        while not stopping.is_set():
            await sync_to_async(_refresh, thread_sensitive=False)(fetchers)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(caps.MAILBOX_LOOK_SECONDS):
                    await stopping.wait()
    finally:
        for server in servers:
            server.close()
        await sync_to_async(fetchers.stop, thread_sensitive=False)()


async def _start() -> list[asyncio.Server]:
    servers = []
    if settings.SMTP_PORT:
        servers.append(await start_smtp(settings.SMTP_HOST, settings.SMTP_PORT))
        log.info("listening for mail on %s:%s", settings.SMTP_HOST, settings.SMTP_PORT)
    if settings.LMTP_SOCKET:
        servers.append(await start_lmtp(Path(settings.LMTP_SOCKET)))
        log.info("listening for mail on %s", settings.LMTP_SOCKET)
    return servers


def _refresh(fetchers: Fetchers) -> None:
    try:
        fetchers.refresh()
    except (DatabaseError, InterfaceError, psycopg.OperationalError) as problem:
        log.warning("the mailboxes can't be looked at: %s", problem)
    finally:
        connection.close()
