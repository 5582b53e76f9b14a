"""Fetching from a real IMAP server: nothing lost, nothing twice, told at once, answered and threaded."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from imapclient import SEEN
from imapclient.exceptions import LoginError

from kundig.channels.email import fetch, fetched
from kundig.channels.email.actions import change
from kundig.channels.email.actions import make as make_mailbox
from kundig.channels.email.models import Mailbox, Place
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.channels.jobs import understand
from kundig.channels.models import Receipt
from kundig.conversations import actions
from kundig.conversations.models import Conversation, Message
from kundig.conversations.shown import WARNINGS
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.staff.models import Agent
from tests import dovecot
from tests.dovecot import Dovecot
from tests.jobs import forget_jobs
from tests.processes import Sink, mail_server, read, running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """The mail server of the company."""
    with dovecot.running() as running_server:
        yield running_server


@pytest.fixture
def mailbox(server: Dovecot) -> Iterator[Mailbox]:
    """A mailbox that is fetched from an empty folder."""
    forget_jobs()
    with server.client() as client:
        if client.folder_exists("INBOX"):
            client.select_folder("INBOX")
            client.delete_messages(client.search("ALL"))
            client.expunge()
    yield make_mailbox(
        by=SYSTEM,
        address="service@lummer.example",
        name="Lummer",
        incoming="imap",
        incoming_host="127.0.0.1",
        incoming_port=server.port,
        incoming_security="none",
        incoming_user=dovecot.USER,
        incoming_password=dovecot.PASSWORD,
    )
    forget_jobs()


def many(count: int, start: int = 0) -> list[bytes]:
    """Return that many different mails."""
    return [mail(message_id=f"<{n}@x>", text=f"Nachricht {n}") for n in range(start, start + count)]


def fetch_once(mailbox: Mailbox) -> int:
    """Connect, fetch what is new, and hang up."""
    mailbox = Mailbox.objects.select_related("channel", "incoming_secret").get(pk=mailbox.pk)
    with fetch.connect(mailbox) as client:
        return fetch.fetch_new(client, mailbox)


def test_new_mail_is_taken_once_and_then_marked_as_seen(server: Dovecot, mailbox: Mailbox) -> None:
    server.deliver(*many(3))
    assert fetch_once(mailbox) == 3
    server.deliver(*many(2, start=3))
    assert fetch_once(mailbox) == 2
    assert fetch_once(mailbox) == 0
    assert Receipt.objects.count() == 5
    with server.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search("SEEN")) == 5


def test_what_people_have_read_before_is_done(server: Dovecot, mailbox: Mailbox) -> None:
    server.deliver(*many(3))
    with server.client() as client:
        client.select_folder("INBOX")
        client.add_flags(client.search("ALL")[:2], [SEEN])
    assert fetch_once(mailbox) == 1
    server.deliver(*many(1, start=3))
    with server.client() as client:
        client.select_folder("INBOX")
        client.add_flags(client.search("ALL"), [SEEN])
    assert fetch_once(mailbox) == 1, "new mail is new, whoever has looked at it"


def test_what_is_not_committed_is_not_seen(
    server: Dovecot, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(*many(1))

    def away(*_args: object, **_named: object) -> None:
        raise DatabaseError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(fetched, "take_in", away)
        with pytest.raises(DatabaseError):
            fetch_once(mailbox)
    with server.client() as client:
        client.select_folder("INBOX", readonly=True)
        flags = client.get_flags(client.search("ALL"))
        assert all(SEEN not in found for found in flags.values())
    assert fetch_once(mailbox) == 1


def test_m36_a_mail_that_is_too_large_is_told(
    server: Dovecot, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "MAIL_BYTES", 10_000)
    server.deliver(mail(text="sehr viel Text " * 1_000), *many(1))
    assert fetch_once(mailbox) == 2
    assert fetch_once(mailbox) == 0
    for receipt in Receipt.objects.order_by("pk"):
        understand(receipt_id=receipt.pk)
    message = Message.objects.order_by("pk").first()
    assert message is not None
    assert message.conversation.subject == "Meine Lampe flackert"
    assert "too_large" in message.warnings
    assert "too_large" in WARNINGS
    assert "sehr viel Text" not in message.text
    with server.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search("UNSEEN")) == 1


def test_r03_a_new_uidvalidity_and_moves_double_nothing(server: Dovecot, mailbox: Mailbox) -> None:
    server.deliver(*many(4))
    fetch_once(mailbox)
    with server.client() as client:
        client.create_folder("Anderswo")
        client.select_folder("INBOX")
        client.move(client.search("ALL"), "Anderswo")
        client.select_folder("Anderswo")
        client.move(client.search("ALL"), "INBOX")
        client.delete_folder("Anderswo")
    fetch_once(mailbox)
    assert Receipt.objects.count() == 4
    Place.objects.update(uid_validity=1, last_uid=4_000)
    server.deliver(*many(1, start=4))
    fetch_once(mailbox)
    assert Receipt.objects.count() == 5


def test_r03_a_new_uidvalidity_brings_nothing_from_before_kundig(
    server: Dovecot, mailbox: Mailbox
) -> None:
    with server.client() as client:
        years_ago = timezone.now() - timedelta(days=900)
        client.append("INBOX", mail(message_id="<alt@x>"), flags=[SEEN], msg_time=years_ago)
    assert fetch_once(mailbox) == 0
    assert Place.objects.get().fetched_since == timezone.now().date() - timedelta(days=1)
    Place.objects.update(uid_validity=1, last_uid=4_000)
    server.deliver(*many(1))
    assert fetch_once(mailbox) == 1
    assert Receipt.objects.count() == 1
    server.deliver(*many(1, start=1))
    assert fetch_once(mailbox) == 1, "and then goes on as ever"


def test_another_folder_that_counts_alike_holds_other_mail(
    server: Dovecot, mailbox: Mailbox
) -> None:
    server.deliver(*many(1))
    fetch_once(mailbox)
    place, _colon, uid = Receipt.objects.get().external_key.rpartition(":")
    take_in(mailbox.channel, mail(message_id="<dort@x>"), external_key=f"{place}:{int(uid) + 1}")
    change(mailbox, by=SYSTEM, incoming_host="localhost")
    server.deliver(*many(1, start=1))
    assert fetch_once(mailbox) == 1
    assert Receipt.objects.count() == 3


def test_trouble_is_forgotten_once_fetching_works_again(server: Dovecot, mailbox: Mailbox) -> None:
    fetch_once(mailbox)
    Mailbox.objects.update(fetch_error="connection")
    assert fetch_once(mailbox) == 0
    assert Mailbox.objects.get().fetch_error == ""


def test_a_fetcher_of_old_settings_marks_no_place(server: Dovecot, mailbox: Mailbox) -> None:
    server.deliver(*many(1))
    old = Mailbox.objects.select_related("channel", "incoming_secret").get()
    change(mailbox, by=SYSTEM, imap_folder="Anderswo")
    with fetch.connect(old) as client:
        assert fetch.fetch_new(client, old) == 1
    assert Place.objects.get().folder == "INBOX", "and none in the new folder"


def test_a_wrong_password_and_no_server_are_told_by_one_word(mailbox: Mailbox) -> None:
    change(mailbox, by=SYSTEM, incoming_password="falsch")
    with pytest.raises(LoginError) as refused:
        fetch_once(mailbox)
    assert fetch.trouble_of(refused.value) == "login"
    change(mailbox, by=SYSTEM, incoming_port=9)
    with pytest.raises(OSError, match="does not answer") as unreachable:
        fetch_once(mailbox)
    assert fetch.trouble_of(unreachable.value) == "connection"


def test_a_mail_in_the_mailbox_is_answered_and_threaded(
    server: Dovecot, mailbox: Mailbox, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "UNDO_SECONDS", 0)
    sink = Sink()
    with (
        mail_server(sink) as out,
        running("mail-listener", KUNDIG_SMTP_PORT="0"),
        running("worker", "--threads", "2"),
    ):
        change(mailbox, by=SYSTEM, smtp_host="127.0.0.1", smtp_port=out, smtp_security="none")
        server.deliver(mail(message_id="<warm@x>", subject="Zum Aufwärmen"))
        wait_for(Conversation.objects.exists)
        wait_for(lambda: Place.objects.get().last_uid)

        server.deliver(mail())
        delivered = time.monotonic()
        conversation = wait_for(
            lambda: Conversation.objects.filter(subject="Meine Lampe flackert").first(), every=0.02
        )
        assert time.monotonic() - delivered <= 2.0, "IDLE tells at once"
        actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
        wait_for(lambda: sink.mails)
        answer = read(sink.mails[0].content)
        assert answer["In-Reply-To"] == "<eins@mensah.example>"

        server.deliver(
            mail(message_id="<zwei@x>", in_reply_to=answer["Message-ID"], text="Vielen Dank!")
        )
        wait_for(lambda: conversation.messages.count() == 3)
