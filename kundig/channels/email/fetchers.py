"""The threads that fetch: one for each mailbox that this process holds, told by IDLE, and asking now and then."""

from __future__ import annotations

import contextlib
import logging
import poplib
import threading
import time

from django.db import connection
from imapclient import IMAPClient

from kundig.channels.email import fetch, pop3
from kundig.channels.email.claims import Claims
from kundig.channels.email.connections import has_hung_up
from kundig.channels.email.fetched import note_trouble
from kundig.channels.email.models import Incoming, Mailbox
from kundig.core import caps

log = logging.getLogger(__name__)


class Fetcher(threading.Thread):
    """Fetches one mailbox until it is told to stop or its settings have changed."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(name=f"fetch {mailbox.pk}", daemon=True)
        self.settings = settings_of(mailbox)
        self._mailbox = mailbox
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask the thread to end; it does so within `caps.IMAP_LOOK_SECONDS`."""
        self._stopping.set()

    def run(self) -> None:
        """Fetch for ever; after trouble wait, twice as long each time."""
        pause, longest = caps.IMAP_PAUSE_SECONDS
        while not self._stopping.is_set():
            try:
                self._fetch()
                pause = caps.IMAP_PAUSE_SECONDS[0]
            except (
                Exception
            ) as problem:  # whatever it is: other mailboxes go on, this one tries again
                self._note(problem)
                self._stopping.wait(pause)
                pause = min(pause * 2, longest)
            finally:
                connection.close()

    def _fetch(self) -> None:
        if self._mailbox.incoming == Incoming.POP3:
            with pop3.connect(self._mailbox) as server:
                pop3.fetch_new(server, self._mailbox)
            connection.close()
            # POP3 tells no news, and shows none while one is signed in.
            self._stopping.wait(caps.POP3_POLL_SECONDS)
        else:
            with fetch.connect(self._mailbox) as client:
                self._stay(client)

    def _stay(self, client: IMAPClient) -> None:
        """Fetch, wait for news, fetch again, for as long as the connection lasts."""
        idles = client.has_capability("IDLE")
        # IDLE watches one folder; the others are looked at now and then.
        seconds = (
            caps.IMAP_POLL_SECONDS
            if len(self._mailbox.folders) == 1
            else caps.IMAP_FOLDERS_POLL_SECONDS
        )
        while not self._stopping.is_set():
            # Until nothing is new: news that comes with the answer to a mark is not told again by IDLE.
            while fetch.fetch_new(client, self._mailbox):
                pass
            connection.close()
            if idles:
                self._idle(client, seconds)
            else:
                self._stopping.wait(seconds)

    def _idle(self, client: IMAPClient, seconds: float) -> None:
        until = time.monotonic() + seconds
        client.idle()
        while not self._stopping.is_set() and time.monotonic() < until:
            if any(b"EXISTS" in answer for answer in client.idle_check(caps.IMAP_LOOK_SECONDS)):
                break
            if has_hung_up(client):
                raise ConnectionResetError("the server has hung up")
        client.idle_done()

    def _note(self, problem: Exception) -> None:
        kind = trouble_of(problem)
        log.warning("mailbox %s can't be fetched: %s (%s)", self._mailbox.pk, kind, problem)
        with contextlib.suppress(Exception):  # the database may be the trouble
            note_trouble(self._mailbox, kind)


def trouble_of(problem: Exception) -> str:
    """Return the kind of trouble with either protocol in one word."""
    if isinstance(problem, poplib.error_proto):
        return "login" if isinstance(problem, pop3.Refused) else "connection"
    return fetch.trouble_of(problem)


def settings_of(mailbox: Mailbox) -> tuple[object, ...]:
    """Return what fetching depends on: another value needs another connection."""
    sealed = bytes(mailbox.incoming_secret.sealed) if mailbox.incoming_secret else b""
    grant = getattr(mailbox, "grant", None)
    return (
        mailbox.incoming,
        mailbox.incoming_host,
        mailbox.incoming_port,
        mailbox.incoming_security,
        mailbox.incoming_user,
        *mailbox.folders,
        mailbox.after_fetching,
        mailbox.done_folder,
        sealed,
        grant and grant.granted_at,
    )


class Fetchers:
    """The fetchers of the mailboxes that this process holds; `refresh` starts and stops them."""

    def __init__(self) -> None:
        self._running: dict[int, Fetcher] = {}
        self._claims = Claims()

    def refresh(self) -> None:
        """Look at the mailboxes and run one fetcher for each that wants one and that nobody else fetches.

        Raises psycopg's or Django's OperationalError while the database is away; fetchers go on as they are.
        """
        wanted = _wanted()
        held = self._claims.hold(wanted.keys())
        for pk, fetcher in list(self._running.items()):
            settings = settings_of(wanted[pk]) if pk in held else None
            if settings != fetcher.settings or not fetcher.is_alive():
                fetcher.stop()
                del self._running[pk]
        for pk in held - self._running.keys():
            self._running[pk] = Fetcher(wanted[pk])
            self._running[pk].start()

    def stop(self) -> None:
        """Ask all of them to end, wait for them a little, and leave the mailboxes to others."""
        for fetcher in self._running.values():
            fetcher.stop()
        for fetcher in self._running.values():
            fetcher.join(1)
        self._claims.drop()


def _wanted() -> dict[int, Mailbox]:
    open_ones = Mailbox.objects.select_related("channel__team", "incoming_secret", "grant").filter(
        channel__closed_at=None, incoming__in=[Incoming.IMAP, Incoming.POP3]
    )
    return {mailbox.pk: mailbox for mailbox in open_ones if mailbox.fetches}
