"""R3: whatever happens to folder, numbers and connection, each mail comes in once.

`TEST_MAILS=5000 pytest tests/test_mail_never_lost.py` (`make imap-faults`) is the long form.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pytest
from django.db import connection
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from kundig.channels.email import fetch
from kundig.channels.email.actions import make as make_mailbox
from kundig.channels.email.fetchers import Fetcher
from kundig.channels.email.models import Mailbox, Place
from kundig.channels.email.tests.mails import mail
from kundig.channels.jobs import understand
from kundig.channels.models import Receipt
from kundig.conversations.models import Message
from kundig.core import caps
from kundig.core.actor import SYSTEM
from tests import dovecot
from tests.cutting import CuttingProxy, cutting
from tests.dovecot import Dovecot
from tests.jobs import forget_jobs
from tests.processes import Process, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

SEED = 20261123
MAILS = int(os.environ.get("TEST_MAILS", "240"))
WAVES = 12
CUTS = MAILS // 3
FOLDER = "Post"


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """The mail server of the company."""
    with dovecot.running() as running_server:
        yield running_server


@pytest.fixture(autouse=True)
def folder(server: Dovecot) -> Iterator[None]:
    """An empty folder."""
    forget_jobs()
    with server.client() as client:
        if client.folder_exists(FOLDER):
            client.delete_folder(FOLDER)
        client.create_folder(FOLDER)
    yield
    forget_jobs()


def make(port: int) -> Mailbox:
    """Make a mailbox that is fetched from the folder."""
    return make_mailbox(
        by=SYSTEM,
        address="service@lummer.example",
        incoming="imap",
        incoming_host="127.0.0.1",
        incoming_port=port,
        incoming_security="none",
        incoming_user=dovecot.USER,
        incoming_password=dovecot.PASSWORD,
        imap_folder=FOLDER,
    )


def shares(chance: random.Random) -> Iterator[int]:
    """Where connections are cut: every stretch of the greeting and the first questions, then anywhere."""
    yield from range(1, 1_200, max(1_200 * 2 // CUTS, 7))
    for _cut in range(CUTS):
        yield int(10 ** chance.uniform(2, 5))


class Postman:
    """Brings mails in waves, and between them does to the folder what administrators and people do."""

    def __init__(self, server: Dovecot, chance: random.Random) -> None:
        self._server = server
        self._chance = chance
        self.sums: set[str] = set()

    def bring(self, count: int, start: int) -> None:
        """Bring mails of different sizes."""
        raws = [
            mail(message_id=f"<{n}@x>", text=f"Nachricht {n} " * self._chance.randrange(1, 200))
            for n in range(start, start + count)
        ]
        for raw in raws:
            wait_for(partial(self._delivered, raw), seconds=60)
        self.sums |= {hashlib.sha256(raw).hexdigest() for raw in raws}

    def number_anew(self) -> None:
        """Give the folder a new UIDVALIDITY, as a restored mailbox has."""
        before = self._validity()
        wait_for(lambda: self._forgotten() and self._validity() != before, seconds=60)

    def _forgotten(self) -> bool:
        """Take the server's own notes away; whoever has the folder open may write the old ones again."""
        for path in (self._server.folder / "mail" / dovecot.USER / f".{FOLDER}").glob("dovecot*"):
            path.unlink(missing_ok=True)
        return True

    def _delivered(self, raw: bytes) -> bool:
        """Put a mail into the folder; the server may say that it is gone while it is numbered anew."""
        with contextlib.suppress(IMAPClientError):
            self._server.deliver(raw, folder=FOLDER)
            return True
        return False

    def _validity(self) -> int:
        """Ask until the server answers: while others have the folder open it may find it gone at first."""

        def ask() -> int:
            with contextlib.suppress(IMAPClientError), self._server.client() as client:
                return int(client.folder_status(FOLDER, ["UIDVALIDITY"])[b"UIDVALIDITY"])
            return 0

        return int(wait_for(ask, seconds=60))

    def move_and_move_back(self) -> None:
        """Do as somebody who tidies up and thinks better of it."""
        with self._server.client() as client:
            client.create_folder("Anderswo")
            _move_all(client, FOLDER, "Anderswo")
            _move_all(client, "Anderswo", FOLDER)
            client.delete_folder("Anderswo")


def _move_all(client: IMAPClient, source: str, target: str) -> None:
    client.select_folder(source)
    if found := client.search("ALL"):
        client.move(found, target)
    client.unselect_folder()


class FetchingWithoutEnd(threading.Thread):
    """A second and third fetcher that know nothing of each other."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(daemon=True)
        self._pk = mailbox.pk
        self.enough = threading.Event()
        self.surprises: list[Exception] = []

    def run(self) -> None:
        """Connect, fetch, and after each cut connect again."""
        while not self.enough.is_set():
            try:
                mailbox = Mailbox.objects.select_related("channel", "incoming_secret").get(
                    pk=self._pk
                )
                with fetch.connect(mailbox) as client:
                    while not self.enough.is_set():
                        fetch.fetch_new(client, mailbox)
                        time.sleep(0.01)
            except (OSError, IMAPClientError):
                pass
            except Exception as problem:
                self.surprises.append(problem)
            finally:
                connection.close()


@contextlib.contextmanager
def fetching(mailbox: Mailbox) -> Iterator[list[FetchingWithoutEnd]]:
    """Let two fetch the same mailbox meanwhile; they end with the test, however that ends."""
    fetchers = [FetchingWithoutEnd(mailbox) for _number in range(2)]
    for fetcher in fetchers:
        fetcher.start()
    try:
        yield fetchers
    finally:
        for fetcher in fetchers:
            fetcher.enough.set()
        for fetcher in fetchers:
            fetcher.join(30)


def test_r03_whatever_happens_each_mail_comes_in_once(server: Dovecot) -> None:
    chance = random.Random(SEED)
    postman = Postman(server, chance)
    with (
        cutting(("127.0.0.1", server.port), shares(chance)) as proxy,
        fetching(make(proxy.port)) as fetchers,
    ):
        wait_for(lambda: Place.objects.exclude(uid_validity=None).exists(), seconds=60)
        for wave in range(WAVES):
            postman.bring(MAILS // WAVES, wave * (MAILS // WAVES))
            if wave % 4 == 1:
                postman.number_anew()
            elif wave % 4 == 3:
                postman.move_and_move_back()
        wait_for(lambda: is_all_here(postman, proxy), seconds=120 + MAILS)
        assert proxy.cuts > CUTS // 2
    assert [fetcher.surprises for fetcher in fetchers] == [[], []]
    assert sorted(Receipt.objects.values_list("sha256", flat=True)) == sorted(postman.sums)
    for receipt in Receipt.objects.order_by("pk"):
        understand(receipt_id=receipt.pk)
    assert Message.objects.count() == len(postman.sums) == MAILS // WAVES * WAVES


def is_all_here(postman: Postman, proxy: CuttingProxy) -> bool:
    """Tell whether every mail arrived and the network had its fill of cutting."""
    return Receipt.objects.count() >= len(postman.sums) and proxy.cuts > CUTS // 2


def test_r03_mail_comes_in_although_the_server_hung_up_while_we_waited(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "IMAP_PAUSE_SECONDS", (0.1, 1))
    waits = threading.Event()
    ask = IMAPClient.idle_check

    def idle_check(client: IMAPClient, seconds: float) -> object:
        waits.set()
        return ask(client, seconds)

    monkeypatch.setattr(IMAPClient, "idle_check", idle_check)
    with cutting(("127.0.0.1", server.port)) as proxy:
        fetcher = Fetcher(make(proxy.port))
        fetcher.start()
        assert waits.wait(60)
        proxy.hang_up()
        server.deliver(mail(message_id="<eins@x>"), folder=FOLDER)
        wait_for(lambda: Receipt.objects.count() == 1, seconds=60)
        fetcher.stop()
        server.deliver(mail(message_id="<zwei@x>"), folder=FOLDER)
        fetcher.join(60)
    assert proxy.connections == 2


def test_r03_of_two_listeners_one_fetches_and_the_other_takes_over(server: Dovecot) -> None:
    with cutting(("127.0.0.1", server.port)) as proxy, contextlib.ExitStack() as ending:
        make(proxy.port)
        listeners = [Process(["mail-listener"], {"KUNDIG_SMTP_PORT": "0"}) for _number in range(2)]
        listeners[0].start()
        ending.callback(listeners[0].stop)
        wait_for(lambda: claimants() == 1, seconds=60)
        listeners[1].start()
        ending.callback(listeners[1].stop)
        wait_for(lambda: claimants() == 2, seconds=60)
        server.deliver(mail(message_id="<eins@x>"), folder=FOLDER)
        wait_for(lambda: Receipt.objects.count() == 1, seconds=60)
        wait_until_both_looked_again()
        assert proxy.connections == 1, "one fetches"
        listeners[0].kill()
        server.deliver(mail(message_id="<zwei@x>"), folder=FOLDER)
        wait_for(lambda: Receipt.objects.count() == 2, seconds=60)
        assert proxy.connections == 2, "the other one has taken over"


def wait_until_both_looked_again() -> None:
    """Return when both have asked for the mailboxes, and what they began because of it had begun before they asked again."""
    for _look in range(2):
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (at,) = cursor.fetchone()
        wait_for(partial(_both_asked_since, at), seconds=60)


def _both_asked_since(at: datetime) -> bool:
    return claimants(at) == 2


def claimants(since: datetime | None = None) -> int:
    """Return how many processes hold mailboxes or wait for them, and asked for them after that time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'kundig mailboxes'"
            " AND datname = current_database() AND state = 'idle'"
            " AND query_start > coalesce(%s, '-infinity'::timestamptz)",
            [since],
        )
        (found,) = cursor.fetchone()
    return int(found)
