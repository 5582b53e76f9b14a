"""The sweep: input without a job is given one, in the order of its thread, without reading it whole."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from kundig.channels import jobs
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.conversations.models import Channel
from kundig.core import blobs, caps
from tests.jobs import forget_jobs


def lock() -> str:
    """Return the lock of the one waiting job."""
    return str(ProcrastinateJob.objects.get(status="todo").lock)


def test_swept_input_keeps_its_lock(service: Channel) -> None:
    for raw in (mail(), b"no header at all " * 2_000):
        take_in(service, raw)
        first = lock()
        forget_jobs()
        long_ago = timezone.now() - timedelta(seconds=caps.SWEEP_GRACE_SECONDS + 1)
        receipt = Receipt.objects.latest("pk")
        Receipt.objects.filter(pk=receipt.pk).update(received_at=long_ago)
        assert jobs.sweep_receipts() == 1
        assert lock() == first
        forget_jobs()
        Receipt.objects.update(received_at=timezone.now())


def test_the_beginning_of_a_blob_is_all_that_is_read(service: Channel) -> None:
    raw = mail()
    receipt = take_in(service, raw)
    assert blobs.beginning(receipt.blob_id, 100) == raw[:100]
    assert blobs.beginning(receipt.blob_id, len(raw) + 1) == raw
