"""Taking along: one job for many inputs, each still once and in its order."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from kundig.channels import along, jobs, understanding
from kundig.channels.email.channel import EmailKind
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.conversations.models import Channel, Message
from kundig.core import caps
from kundig.customers.models import Customer
from tests.jobs import waiting


def _mail(number: int) -> bytes:
    return mail(text=f"Nachricht {number}").replace(b"eins@", b"nummer-%d@" % number)


def _set(status: str, receipt: Receipt) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s WHERE args ->> 'receipt_id' = %s",
            [status, str(receipt.pk)],
        )


def test_one_job_understands_what_waits_and_leaves_no_other(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "ALONG_SECONDS", 60)
    monkeypatch.setattr(caps, "ALONG_BATCH_SECONDS", 60)
    first, *rest = [take_in(service, _mail(number)) for number in range(12)]
    _set("doing", first)
    jobs.understand(receipt_id=first.pk)
    assert Receipt.objects.filter(understood_at=None).count() == 0
    assert Message.objects.count() == 1 + len(rest)
    assert waiting("channels.understand") == []


def test_a_thread_stays_in_order(service: Channel) -> None:
    """While an earlier mail of a thread is in hand, the later one is left to wait."""
    first = take_in(service, mail(text="Erstens"))
    second = take_in(service, mail(text="Zweitens"))
    other = take_in(service, _mail(2))
    with along.waiting() as found:
        assert [one.receipt_id for one in found] == [first.pk, other.pk]
    _set("doing", first)
    with along.waiting() as found:
        assert [one.receipt_id for one in found] == [other.pk]
    jobs.understand(receipt_id=other.pk)
    second.refresh_from_db()
    assert second.understood_at is None


def test_what_the_queue_has_handed_out_is_not_taken(service: Channel) -> None:
    receipt = take_in(service, _mail(1))
    with along.waiting() as found:
        job = found[0].job_id
        _set("doing", receipt)
        assert not along.take(job)
        _set("todo", receipt)
        assert along.take(job)
        assert not along.take(job)


def test_no_more_than_fits_into_the_memory_is_taken_along(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        take_in(service, _mail(number))
    monkeypatch.setattr(caps, "ALONG_BYTES", 2 * len(_mail(0)))
    with along.waiting() as found:
        assert len(found) == 2
    monkeypatch.setattr(caps, "ALONG_BYTES", 1)
    with along.waiting() as found:
        assert len(found) == 1


@pytest.mark.django_db(transaction=True)
def test_several_mails_cost_hardly_more_queries_than_their_rows(
    service: Channel,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(caps, "ALONG_SECONDS", 60)
    monkeypatch.setattr(caps, "ALONG_BATCH_SECONDS", 60)
    for number in range(10):
        sender = f"kunde{number}@kunde.example"
        take_in(service, _mail(number).replace(b"kofi@mensah.example", sender.encode()))
    # 20 for the ten together and for looking again, and 10 for each with BEGIN and COMMIT.
    with django_assert_max_num_queries(120):
        understanding.take_along()
    assert Message.objects.count() == 10


def test_a_new_customer_of_two_mails_is_made_once(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "ALONG_SECONDS", 60)
    monkeypatch.setattr(caps, "ALONG_BATCH_SECONDS", 60)
    for number in range(3):
        take_in(service, _mail(number))
    understanding.take_along()
    assert Customer.objects.get().messages.count() == 3


def test_without_asking_ahead_each_asks_for_itself(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(kind: EmailKind, receipts: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(EmailKind, "ask_ahead", breaks)
    monkeypatch.setattr(caps, "ALONG_SECONDS", 60)
    monkeypatch.setattr(caps, "ALONG_BATCH_SECONDS", 60)
    for number in range(3):
        take_in(service, _mail(number))
    understanding.take_along()
    assert Message.objects.count() == 3


def test_a_broken_one_keeps_its_job_and_stops_nobody(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = EmailKind.parse

    def breaks_on_the_second(kind: EmailKind, raw: bytes, channel: Channel) -> object:
        if b"Nachricht 1" in raw:
            raise ZeroDivisionError("a bug")
        return parse(kind, raw, channel)

    monkeypatch.setattr(EmailKind, "parse", breaks_on_the_second)
    receipts = [take_in(service, _mail(number)) for number in range(4)]
    _set("doing", receipts[0])
    jobs.understand(receipt_id=receipts[0].pk)
    assert waiting("channels.understand") == [{"receipt_id": receipts[1].pk}]
    receipts[1].refresh_from_db()
    assert receipts[1].failures == 1
    assert Message.objects.count() == 3
    with along.waiting() as found:
        assert found == []
