"""Committing accepted mails: those that wait at the same moment share one transaction, and so one wait for the disk."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, connection

from kundig.channels.email.spool import Spool
from kundig.channels.intake import Input, take_in_all
from kundig.conversations.models import Channel
from kundig.core import caps

log = logging.getLogger(__name__)

TAKEN = "250 2.0.0 Taken"
AWAY = "451 4.3.0 The database is away, please try again later"
FAILED = "451 4.3.0 An error occurred, please try again later"
UNKNOWN = "550 5.1.1 There is no such mailbox here"


@dataclass(frozen=True)
class Mail:
    """A mail for one mailbox, ready to be committed."""

    channel: Channel
    spool: Spool
    envelope: dict[str, object]


class Storing:
    """Commits mails one batch after the other; whoever waits hears when theirs is safe.

    One batch at a time also bounds the memory: only its mails lie there whole.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[Mail, asyncio.Future[str]]] = deque()
        self._thread = ThreadPoolExecutor(1, "storing")
        self._running: asyncio.Task[None] | None = None

    async def store(self, mail: Mail) -> str:
        """Return what to tell the sender: TAKEN after the commit, or why they must keep the mail."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()
        self._waiting.append((mail, answer))
        if self._running is None or self._running.done():
            self._running = loop.create_task(self._work_off())
        return await answer

    async def _work_off(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch = self._next_batch()
            mails = [mail for mail, _answer in batch]
            answers = await loop.run_in_executor(self._thread, store_all, mails)
            for (_mail, waiting), answer in zip(batch, answers, strict=True):
                # Whoever hung up meanwhile does not wait any more.
                if not waiting.done():
                    waiting.set_result(answer)

    def _next_batch(self) -> list[tuple[Mail, asyncio.Future[str]]]:
        batch, size = [self._waiting.popleft()], 0
        size = batch[0][0].spool.size
        while self._waiting and len(batch) < caps.LISTENER_BATCH:
            size += self._waiting[0][0].spool.size
            if size > caps.LISTENER_BATCH_BYTES:
                break
            batch.append(self._waiting.popleft())
        return batch


def store_all(mails: list[Mail]) -> list[str]:
    """Commit the mails and return an answer for each; one that can't be stored spoils no other."""
    try:
        take_in_all([Input(mail.channel, mail.spool.content(), mail.envelope) for mail in mails])
    except (DatabaseError, InterfaceError) as problem:
        if len(mails) == 1 or not _is_there():
            log.warning("%s mails could not be stored: %s", len(mails), problem)
            return [AWAY] * len(mails)
    except Exception:
        if len(mails) == 1:
            # A bug of ours; the sender keeps the mail until it is mended.
            log.exception("a mail could not be taken in")
            return [FAILED]
    else:
        return [TAKEN] * len(mails)
    finally:
        connection.close()
    return [answer for mail in mails for answer in store_all([mail])]


def _is_there() -> bool:
    try:
        connection.close()
        connection.ensure_connection()
    except (DatabaseError, InterfaceError):
        return False
    return True
