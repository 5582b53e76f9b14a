"""take_in: raw first, once, with its job; and what becomes of it."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from pytest_django import DjangoAssertNumQueries

from kundig.channels import jobs
from kundig.channels.email.channel import EmailKind
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import Input, take_in, take_in_all
from kundig.channels.models import Receipt, Stage
from kundig.conversations.models import Channel, Conversation, Message
from tests import make
from tests.jobs import forget_jobs, waiting, work_off


def test_input_is_stored_as_it_came_with_its_job(service: Channel) -> None:
    raw = mail()
    receipt = take_in(service, raw, envelope={"from": "kofi@mensah.example"})
    receipt.refresh_from_db()
    assert bytes(receipt.blob.content) == raw
    assert receipt.sha256 == hashlib.sha256(raw).hexdigest()
    assert receipt.understood_at is None
    assert waiting("channels.understand") == [{"receipt_id": receipt.pk}]


def test_the_same_input_is_taken_once(service: Channel) -> None:
    first = take_in(service, mail())
    assert take_in(service, mail()) == first
    assert take_in(service, mail(text="anders"), external_key="7:1") != first
    assert take_in(service, mail(text="noch anders"), external_key="7:1").pk != first.pk
    assert Receipt.objects.count() == 2
    assert len(waiting("channels.understand")) == 2


@pytest.mark.django_db(transaction=True)
def test_taking_in_commits_by_itself(service: Channel) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        take_in(service, mail())


def test_a_mail_becomes_a_conversation(service: Channel) -> None:
    receipt = take_in(service, mail())
    work_off()
    receipt.refresh_from_db()
    message = receipt.message
    assert message is not None
    assert receipt.understood_at is not None
    assert receipt.stage == Stage.WHOLE
    assert message.conversation.subject == "Meine Lampe flackert"
    assert message.conversation.customer.name == "Kofi Mensah"
    assert message.external_id == "eins@mensah.example"
    assert message.raw_id == receipt.blob_id


def test_understanding_twice_changes_nothing(service: Channel) -> None:
    receipt = take_in(service, mail())
    work_off()
    jobs.understand(receipt_id=receipt.pk)
    assert Message.objects.count() == 1


def test_m06_a_known_message_id_with_other_content_is_another_message(service: Channel) -> None:
    take_in(service, mail(text="Die erste Nachricht"))
    take_in(service, mail(text="Eine ganz andere Nachricht"))
    work_off()
    assert Message.objects.count() == 2


def test_m07_one_mail_to_two_addresses_is_one_message_with_two_receipts(service: Channel) -> None:
    sales = make.channel(address="verkauf@lummer.example", name="Verkauf")
    raw = mail(to="service@lummer.example, verkauf@lummer.example")
    take_in(service, b"Received: from a by mx1; Mon, 23 Nov 2026 09:00:01 +0100\r\n" + raw)
    take_in(sales, b"Received: from a by mx2; Mon, 23 Nov 2026 09:00:02 +0100\r\n" + raw)
    work_off()
    message = Message.objects.get()
    assert message.receipts.count() == 2


def test_m07_a_mail_that_is_fetched_again_is_one_message(service: Channel) -> None:
    take_in(service, b"Delivered-To: a@x.example\r\n" + mail(), external_key="1:1")
    take_in(service, b"Delivered-To: b@x.example\r\n" + mail(), external_key="2:1")
    work_off()
    assert Receipt.objects.filter(message=Message.objects.get()).count() == 2


@pytest.mark.django_db(transaction=True)
def test_r06_what_comes_many_times_at_once_is_one_message(service: Channel) -> None:
    def come(number: int) -> None:
        try:
            # Some bring it alone, as fetchers do, others in batches, as the listener does.
            if number % 2:
                take_in(service, mail())
            else:
                take_in_all([Input(service, mail()), Input(service, mail(text="Eine andere"))])
            for receipt in Receipt.objects.order_by("pk"):
                jobs.understand(receipt_id=receipt.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(come, range(20)))
    assert Receipt.objects.exclude(understood_at=None).count() == Receipt.objects.count() == 2
    assert Message.objects.count() == 2
    forget_jobs()


def test_what_breaks_every_reading_is_shown_as_it_came(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in the reading of a mail costs its beauty, never the mail; whatever it says of it."""

    def broken(_kind: EmailKind, _raw: bytes, _channel: Channel) -> None:
        raise ZeroDivisionError("a bug at \udce4 and \0")

    monkeypatch.setattr(EmailKind, "parse", broken)
    receipt = take_in(service, mail())
    for _attempt in range(2):
        with pytest.raises(ZeroDivisionError):
            jobs.understand(receipt_id=receipt.pk)
    jobs.understand(receipt_id=receipt.pk)
    receipt.refresh_from_db()
    assert receipt.stage == Stage.RAW
    assert receipt.message is not None
    assert "flackert" in receipt.message.text
    assert "unreadable" in receipt.message.warnings
    assert receipt.message.conversation in Conversation.objects.to_do()


def test_the_sweep_gives_a_lost_receipt_a_new_job(service: Channel) -> None:
    receipt = take_in(service, mail())
    Receipt.objects.update(received_at="2026-01-01T00:00Z")
    assert jobs.sweep_receipts() == 0
    forget_jobs()
    assert jobs.sweep_receipts() == 1
    assert waiting("channels.understand") == [{"receipt_id": receipt.pk}]


@pytest.mark.parametrize(
    "evil", [b"\x00", b"\xed\xa0\x80", b"\xef\xbf\xbf", b"=00", b"=?utf-8?q?=00?="]
)
def test_m22_what_the_database_refuses_is_replaced_and_the_raw_mail_kept(
    service: Channel, evil: bytes
) -> None:
    raw = mail(Content_Language="de")
    for word in (b"Lampe", b"Kofi", b"eins", b"seit", b"mensah"):
        raw = raw.replace(word, word[:2] + evil + word[2:])
    receipt = take_in(service, raw, envelope={"from": "kofi@mensah.example"})
    work_off()
    receipt.refresh_from_db()
    assert receipt.message is not None
    assert bytes(receipt.blob.content) == raw
    assert "\0" not in receipt.message.text + receipt.message.subject


def test_a_mail_costs_few_queries(
    service: Channel, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make.customer(name="Kofi Mensah", mail="kofi@mensah.example")
    with django_assert_max_num_queries(6):
        receipt = take_in(service, mail())
    with django_assert_max_num_queries(26):
        jobs.understand(receipt_id=receipt.pk)
