"""Fetching mail from an IMAP server: one connection for each mailbox, told by IDLE, and asking now and then."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from django.db import connection
from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from kundig.channels.email.connections import connect_imap
from kundig.channels.email.models import Mailbox
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.core import caps, secrets
from kundig.core.time import now

log = logging.getLogger(__name__)


@contextlib.contextmanager
def connect(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """Open a signed-in connection to a mailbox's server. Raises OSError or IMAPClientError."""
    client = connect_imap(mailbox)
    try:
        password = secrets.reveal(mailbox.imap_secret) if mailbox.imap_secret else ""
        client.login(mailbox.imap_user, password)
        yield client
    finally:
        with contextlib.suppress(OSError, IMAPClientError):
            client.logout()


def fetch_new(client: IMAPClient, mailbox: Mailbox) -> int:
    """Take in what is new in the mailbox's folder and return how many mails that were.

    A mail is marked as seen when it is committed, and the place in the folder moves on behind it. At first
    only unseen mail counts as new: what people have read before Kundig came is done. A new UIDVALIDITY
    means that the numbers say nothing any more: all since that first day is looked at again, and what is
    known by its content stays once.
    """
    folder = client.select_folder(mailbox.imap_folder)
    validity, end = int(folder[b"UIDVALIDITY"]), int(folder[b"UIDNEXT"]) - 1
    if validity != mailbox.uid_validity:
        wanted = _wanted_anew(mailbox)
        taken = sum(_fetch_one(client, mailbox, validity, uid) for uid in client.search(wanted))
        _note_place(mailbox, validity, end)
        return taken
    taken = 0
    # "n:*" always names the last mail, even where its number is lower.
    for uid in sorted(client.search(["UID", f"{mailbox.last_uid + 1}:*"])):
        if uid > mailbox.last_uid:
            taken += _fetch_one(client, mailbox, validity, uid)
            _note_place(mailbox, validity, uid)
    # Also where nothing was new: what was wrong before is mended.
    _note_place(mailbox, validity, mailbox.last_uid)
    return taken


def _wanted_anew(mailbox: Mailbox) -> list[object]:
    """Return what to search for in a folder whose numbers are new to us."""
    if mailbox.uid_validity is None:
        # Noted before the first mail is taken: a day early, because the server's day may be another.
        mailbox.fetched_since = now().date() - timedelta(days=1)
        Mailbox.objects.filter(pk=mailbox.pk, **_folder(mailbox)).update(
            fetched_since=mailbox.fetched_since
        )
        return ["UNSEEN"]
    return ["SINCE", mailbox.fetched_since] if mailbox.fetched_since else ["ALL"]


def _fetch_one(client: IMAPClient, mailbox: Mailbox, validity: int, uid: int) -> int:
    key = f"{_folder_key(mailbox)}:{validity}:{uid}"
    if Receipt.objects.filter(channel=mailbox.channel_id, external_key=key).exists():
        return 0
    size = client.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE", 0)
    envelope: dict[str, object] = {"to": [mailbox.channel.address]}
    if size > caps.MAIL_BYTES:
        head = _head(client, uid)
        if head is None:
            return 0
        log.warning("mail %s of %s has %s bytes and stays on the server", key, mailbox.pk, size)
        # Not marked as seen: whoever looks for it on the server finds it among the new ones.
        take_in(mailbox.channel, head, external_key=key, envelope=envelope | {"too_large": size})
        return 1
    raw = client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
    if raw is None:
        # Deleted between the two questions.
        return 0
    take_in(mailbox.channel, raw, external_key=key, envelope=envelope)
    client.add_flags([uid], [SEEN], silent=True)
    return 1


def _head(client: IMAPClient, uid: int) -> bytes | None:
    """Return the headers of a mail, as far as they are of a usual size; None where it is gone."""
    wanted = f"BODY.PEEK[HEADER]<0.{caps.MAIL_HEAD_BYTES}>"
    answer = client.fetch([uid], [wanted]).get(uid, {})
    head: bytes | None = answer.get(b"BODY[HEADER]<0>")
    return head


def _folder_key(mailbox: Mailbox) -> str:
    """Return what tells this folder from that of other settings: many servers count alike, from 1."""
    return hashlib.sha256("\0".join(_folder(mailbox).values()).encode()).hexdigest()[:16]


def _folder(mailbox: Mailbox) -> dict[str, str]:
    return {name: getattr(mailbox, name) for name in ("imap_host", "imap_user", "imap_folder")}


def _note_place(mailbox: Mailbox, validity: int, uid: int) -> None:
    mailbox.uid_validity, mailbox.last_uid = validity, uid
    # Only while these are the settings: a fetcher that is to stop may not mark a place in its successor's folder.
    Mailbox.objects.filter(pk=mailbox.pk, **_folder(mailbox)).update(
        uid_validity=validity, last_uid=uid, fetched_at=now(), fetch_error=""
    )


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
                with connect(self._mailbox) as client:
                    self._stay(client)
                pause = caps.IMAP_PAUSE_SECONDS[0]
            except (
                Exception
            ) as problem:  # whatever it is: other mailboxes go on, this one tries again
                self._note(problem)
                self._stopping.wait(pause)
                pause = min(pause * 2, longest)
            finally:
                connection.close()

    def _stay(self, client: IMAPClient) -> None:
        """Fetch, wait for news, fetch again, for as long as the connection lasts."""
        idles = client.has_capability("IDLE")
        while not self._stopping.is_set():
            fetch_new(client, self._mailbox)
            connection.close()
            if idles:
                self._idle(client)
            else:
                self._stopping.wait(caps.IMAP_POLL_SECONDS)

    def _idle(self, client: IMAPClient) -> None:
        until = time.monotonic() + caps.IMAP_POLL_SECONDS
        client.idle()
        try:
            while not self._stopping.is_set() and time.monotonic() < until:
                if any(b"EXISTS" in answer for answer in client.idle_check(caps.IMAP_LOOK_SECONDS)):
                    return
        finally:
            client.idle_done()

    def _note(self, problem: Exception) -> None:
        kind = trouble_of(problem)
        log.warning("mailbox %s can't be fetched: %s (%s)", self._mailbox.pk, kind, problem)
        with contextlib.suppress(Exception):  # the database may be the trouble
            Mailbox.objects.filter(pk=self._mailbox.pk).update(fetch_error=kind)


def settings_of(mailbox: Mailbox) -> tuple[object, ...]:
    """Return what a connection depends on: another value needs another connection."""
    sealed = bytes(mailbox.imap_secret.sealed) if mailbox.imap_secret else b""
    return (
        mailbox.imap_host,
        mailbox.imap_port,
        mailbox.imap_security,
        mailbox.imap_user,
        mailbox.imap_folder,
        sealed,
    )


class Fetchers:
    """The fetchers of all mailboxes; `refresh` starts and stops them as the settings say."""

    def __init__(self) -> None:
        self._running: dict[int, Fetcher] = {}

    def refresh(self) -> None:
        """Look at the mailboxes and run one fetcher for each that wants one."""
        wanted = {
            mailbox.pk: mailbox
            for mailbox in Mailbox.objects.select_related("channel__team", "imap_secret").filter(
                channel__closed_at=None, incoming="imap"
            )
            if mailbox.fetches
        }
        for pk, fetcher in list(self._running.items()):
            mailbox = wanted.get(pk)
            if (
                mailbox is None
                or settings_of(mailbox) != fetcher.settings
                or not fetcher.is_alive()
            ):
                fetcher.stop()
                del self._running[pk]
        for pk in wanted.keys() - self._running.keys():
            self._running[pk] = Fetcher(wanted[pk])
            self._running[pk].start()

    def stop(self) -> None:
        """Ask all of them to end and wait for them a little."""
        for fetcher in self._running.values():
            fetcher.stop()
        for fetcher in self._running.values():
            fetcher.join(1)


def trouble_of(problem: Exception) -> str:
    """Return the kind of trouble: one neutral word, so that a test says nothing about the network inside."""
    if isinstance(problem, InvalidTag):
        return "key"
    if isinstance(problem, LoginError):
        return "login"
    if isinstance(problem, ssl.SSLError):
        return "protection"
    if isinstance(problem, IMAPClientError):
        return "folder"
    return "connection"
