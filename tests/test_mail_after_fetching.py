"""What becomes of mails on the server: several folders, left, marked, moved or deleted, and POP3."""

from __future__ import annotations

import poplib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError
from imapclient import SEEN, IMAPClient

from kundig.channels.email import fetch, fetched, pop3, probe
from kundig.channels.email.actions import change
from kundig.channels.email.actions import make as make_mailbox
from kundig.channels.email.fetchers import trouble_of
from kundig.channels.email.models import Mailbox
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from tests import dovecot
from tests.cutting import cutting
from tests.dovecot import Dovecot
from tests.jobs import forget_jobs
from tests.processes import running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

SUPPORT, DONE = "Support", "Erledigt"


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """The mail server of the company."""
    with dovecot.running() as running_server:
        yield running_server


@pytest.fixture(autouse=True)
def folders(server: Dovecot) -> Iterator[None]:
    """An empty INBOX and an empty further folder."""
    forget_jobs()
    with server.client() as client:
        for name in (SUPPORT, DONE):
            if client.folder_exists(name):
                client.delete_folder(name)
        client.create_folder(SUPPORT)
        client.select_folder("INBOX")
        client.delete_messages(client.search("ALL"))
        client.expunge()
    yield
    forget_jobs()


def make(server: Dovecot, **settings: Any) -> Mailbox:
    """Make a mailbox that is fetched."""
    usual: dict[str, Any] = {
        "incoming": "imap",
        "incoming_host": "127.0.0.1",
        "incoming_port": server.port,
        "incoming_security": "none",
        "incoming_user": dovecot.USER,
        "incoming_password": dovecot.PASSWORD,
    }
    return make_mailbox(by=SYSTEM, address="service@lummer.example", **usual | settings)


def by_imap(mailbox: Mailbox) -> int:
    """Connect, fetch what is new, and hang up."""
    mailbox = Mailbox.objects.select_related("channel", "incoming_secret").get(pk=mailbox.pk)
    with fetch.connect(mailbox) as client:
        return fetch.fetch_new(client, mailbox)


def by_pop3(mailbox: Mailbox) -> int:
    """Connect, fetch what is new, and hang up."""
    mailbox = Mailbox.objects.select_related("channel", "incoming_secret").get(pk=mailbox.pk)
    with pop3.connect(mailbox) as client:
        return pop3.fetch_new(client, mailbox)


def many(count: int, start: int = 0) -> list[bytes]:
    """Return that many different mails."""
    return [mail(message_id=f"<{n}@x>", text=f"Nachricht {n}") for n in range(start, start + count)]


def on_server(server: Dovecot, folder: str, criteria: str = "ALL") -> int:
    """Count the mails of a folder."""
    with server.client() as client:
        client.select_folder(folder, readonly=True)
        return len(client.search(criteria))


def test_several_folders_are_fetched_each_with_its_place(server: Dovecot) -> None:
    mailbox = make(server, further_folders=[SUPPORT, "INBOX"])
    server.deliver(*many(2))
    server.deliver(*many(3, start=2), folder=SUPPORT)
    assert by_imap(mailbox) == 5
    server.deliver(*many(1, start=5), folder=SUPPORT)
    assert by_imap(mailbox) == 1
    assert by_imap(mailbox) == 0
    assert Receipt.objects.count() == 6
    assert sorted(mailbox.places.values_list("folder", flat=True)) == ["INBOX", SUPPORT]


@pytest.mark.parametrize(
    ("after", "unseen", "left", "moved"),
    [("keep", 3, 3, 0), ("seen", 0, 3, 0), ("move", 0, 0, 3), ("delete", 0, 0, 0)],
)
def test_what_is_committed_is_left_marked_moved_or_deleted(
    server: Dovecot, after: str, unseen: int, left: int, moved: int
) -> None:
    mailbox = make(server, after_fetching=after, done_folder=DONE)
    server.deliver(*many(3))
    assert by_imap(mailbox) == 3
    assert on_server(server, "INBOX", "UNSEEN") == unseen
    assert on_server(server, "INBOX") == left
    if after == "move":
        assert on_server(server, DONE) == moved
    assert by_imap(mailbox) == 0
    assert Receipt.objects.count() == 3


@pytest.mark.parametrize("after", ["move", "delete"])
def test_r01_what_is_not_committed_stays(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    mailbox = make(server, after_fetching=after, done_folder=DONE)
    server.deliver(*many(3))
    _take_in_one_only(monkeypatch)
    with pytest.raises(DatabaseError):
        by_imap(mailbox)
    assert on_server(server, "INBOX", "UNSEEN") == 3
    monkeypatch.undo()
    assert by_imap(mailbox) == 2
    assert on_server(server, "INBOX") == 0, "also the one that was committed before"
    assert Receipt.objects.count() == 3


@pytest.mark.parametrize(("knows_uidplus", "left"), [(True, 1), (False, 2)])
def test_what_others_marked_as_deleted_is_theirs(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch, knows_uidplus: bool, left: int
) -> None:
    """A server that can only delete all that is marked deletes nothing at our word."""
    if not knows_uidplus:
        knows = IMAPClient.has_capability
        monkeypatch.setattr(
            IMAPClient,
            "has_capability",
            lambda client, name: name != "UIDPLUS" and knows(client, name),
        )
    mailbox = make(server, after_fetching="delete")
    server.deliver(*many(2))
    with server.client() as client:
        client.select_folder("INBOX")
        first = client.search("ALL")[0]
        client.add_flags([first], [SEEN])
        client.delete_messages([first])
    assert by_imap(mailbox) == 1
    assert on_server(server, "INBOX") == left
    assert on_server(server, "INBOX", "UNDELETED") == 0


def test_m36_a_mail_that_is_too_large_is_never_deleted(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "MAIL_BYTES", 10_000)
    server.deliver(mail(text="sehr viel Text " * 1_000), *many(1))
    mailbox = make(server, after_fetching="delete")
    assert by_imap(mailbox) == 2
    assert on_server(server, "INBOX") == 1
    change(mailbox, by=SYSTEM, incoming="pop3", incoming_port=server.pop3_port)
    assert by_pop3(mailbox) == 1
    assert on_server(server, "INBOX") == 1
    assert by_pop3(mailbox) == 0


def test_moving_needs_a_folder_that_is_not_fetched(server: Dovecot) -> None:
    with pytest.raises(Refused):
        make(server, after_fetching="move")
    with pytest.raises(Refused):
        make(server, after_fetching="move", done_folder="INBOX")
    with pytest.raises(Refused):
        make(server, after_fetching="wegwerfen")


@pytest.mark.parametrize(("after", "left"), [("seen", 4), ("delete", 0)])
def test_pop3_takes_each_mail_once(server: Dovecot, after: str, left: int) -> None:
    long = mail(message_id="<lang@x>", html=f"<p>{'x' * 30_000}</p>")
    dotted = mail(message_id="<punkt@x>", text="eins\n.\n..zwei")
    server.deliver(*many(2), long, dotted)
    mailbox = make(server, incoming="pop3", incoming_port=server.pop3_port, after_fetching=after)
    assert probe.try_incoming(mailbox) == ""
    assert by_pop3(mailbox) == 4
    assert by_pop3(mailbox) == 0
    assert on_server(server, "INBOX") == left
    server.deliver(*many(1, start=2))
    assert by_pop3(mailbox) == 1
    raws = {bytes(receipt.blob.content) for receipt in Receipt.objects.select_related("blob")}
    assert raws == {*many(3), long, dotted}


@pytest.mark.parametrize("after", ["keep", "delete"])
def test_pop3_downloads_each_copy_of_a_mail_once(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """The same bytes twice on the server are one mail here, and both ids are known from then on."""
    downloads = _counted(monkeypatch, poplib.POP3, "retr")
    one, other = many(2)
    server.deliver(one, one, other)
    mailbox = make(server, incoming="pop3", incoming_port=server.pop3_port)
    assert by_pop3(mailbox) == 3
    assert len(downloads) == 3
    change(mailbox, by=SYSTEM, after_fetching=after)
    assert by_pop3(mailbox) == 0
    assert len(downloads) == 3
    assert Receipt.objects.count() == 2
    assert on_server(server, "INBOX") == (3 if after == "keep" else 0)


def test_imap_downloads_each_copy_of_a_mail_once(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a folder must be gone through anew."""
    mailbox = make(server, after_fetching="keep")
    one, other = many(2)
    take_in(mailbox.channel, one)
    server.deliver(one, one, other)
    assert by_imap(mailbox) == 3
    mailbox.places.update(last_uid=0)
    asked = _counted(monkeypatch, IMAPClient, "fetch")
    assert by_imap(mailbox) == 0
    assert asked == []
    assert Receipt.objects.count() == 2


def test_m36_copies_of_a_mail_that_is_too_large_are_known_and_stay(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "MAIL_BYTES", 10_000)
    large = mail(text="sehr viel Text " * 1_000)
    server.deliver(large, large)
    mailbox = make(server, incoming="pop3", incoming_port=server.pop3_port, after_fetching="delete")
    assert by_pop3(mailbox) == 2
    assert by_pop3(mailbox) == 0
    assert on_server(server, "INBOX") == 2


def test_r01_pop3_deletes_nothing_because_of_an_id_that_another_mail_had(server: Dovecot) -> None:
    """Servers may give the id of a deleted mail to a new one (RFC 1939, 7)."""
    server.deliver(*many(2))
    mailbox = make(server, incoming="pop3", incoming_port=server.pop3_port, after_fetching="delete")
    with pop3.connect(mailbox) as client:
        first, second = pop3._keys(client, mailbox).values()
    long_gone = mail(message_id="<fort@x>", text="Längst gelöscht")
    take_in(mailbox.channel, long_gone, external_key=first)
    take_in(mailbox.channel, many(2)[1], external_key=second)
    by_pop3(mailbox)
    assert on_server(server, "INBOX") == 0
    raws = {bytes(receipt.blob.content) for receipt in Receipt.objects.select_related("blob")}
    assert raws == {*many(2), long_gone}


def test_r01_pop3_deletes_nothing_that_is_not_committed(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(*many(3))
    mailbox = make(server, incoming="pop3", incoming_port=server.pop3_port, after_fetching="delete")
    _take_in_one_only(monkeypatch)
    with pytest.raises(DatabaseError):
        by_pop3(mailbox)
    assert on_server(server, "INBOX") == 3
    monkeypatch.undo()
    assert by_pop3(mailbox) == 2
    assert on_server(server, "INBOX") == 0
    assert Receipt.objects.count() == 3


def test_r03_pop3_over_a_line_that_breaks_loses_and_doubles_nothing(server: Dovecot) -> None:
    server.deliver(*many(20))
    with cutting(("127.0.0.1", server.pop3_port), range(1, 9_000, 450)) as proxy:
        mailbox = make(server, incoming="pop3", incoming_port=proxy.port, after_fetching="delete")
        troubles = set()
        while proxy.connections < 23 or on_server(server, "INBOX"):
            try:
                by_pop3(mailbox)
            except (OSError, poplib.error_proto) as problem:
                troubles.add(trouble_of(problem))
        assert troubles == {"connection"}
        assert proxy.cuts >= 5
    assert on_server(server, "INBOX") == 0
    assert Receipt.objects.count() == 20


def test_a_wrong_password_is_told_by_pop3_too(server: Dovecot) -> None:
    mailbox = make(
        server, incoming="pop3", incoming_port=server.pop3_port, incoming_password="falsch"
    )
    assert probe.try_incoming(mailbox) == "login"
    change(mailbox, by=SYSTEM, incoming_port=9)
    assert probe.try_incoming(mailbox) == "connection"


def test_the_listener_fetches_by_pop3(server: Dovecot) -> None:
    server.deliver(*many(2))
    make(server, incoming="pop3", incoming_port=server.pop3_port)
    with running("mail-listener", KUNDIG_SMTP_PORT="0"):
        wait_for(lambda: Receipt.objects.count() == 2)
        wait_for(lambda: Mailbox.objects.get().fetched_at)
    assert Mailbox.objects.get().backlog == 0


def _take_in_one_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database go away after the first mail."""
    calls = []

    def once(*arguments: Any, **named: Any) -> object:
        calls.append(arguments)
        if len(calls) > 1:
            raise DatabaseError("the database is away")
        return take_in(*arguments, **named)

    monkeypatch.setattr(fetched, "take_in", once)


def _counted(monkeypatch: pytest.MonkeyPatch, of: type, name: str) -> list[Any]:
    """Return a list that grows with each call of a client's method."""
    calls: list[Any] = []
    really = getattr(of, name)

    def counted(client: Any, *arguments: Any) -> Any:
        calls.append(arguments)
        return really(client, *arguments)

    monkeypatch.setattr(of, name, counted)
    return calls
