"""Taking along: one job for many inputs, each still once and in its order."""

from __future__ import annotations

import pytest
from django.db import connection

from kundig.channels import along, jobs
from kundig.channels.email.channel import EmailKind
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.conversations.models import Channel, Message
from kundig.core import caps
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
        assert [receipt for _job, receipt in found] == [first.pk, other.pk]
    _set("doing", first)
    with along.waiting() as found:
        assert [receipt for _job, receipt in found] == [other.pk]
    jobs.understand(receipt_id=other.pk)
    second.refresh_from_db()
    assert second.understood_at is None


def test_what_the_queue_has_handed_out_is_not_held(service: Channel) -> None:
    receipt = take_in(service, _mail(1))
    with along.waiting() as found:
        (job, _receipt) = found[0]
        assert along.hold(job)
        _set("doing", receipt)
        assert not along.hold(job)


def test_a_broken_one_keeps_its_job_and_stops_nobody(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = EmailKind.parse

    def breaks_on_the_second(kind: EmailKind, raw: bytes) -> object:
        if b"Nachricht 1" in raw:
            raise ZeroDivisionError("a bug")
        return parse(kind, raw)

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
