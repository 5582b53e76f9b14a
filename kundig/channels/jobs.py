"""Jobs of the channels: understanding what came in, sending what goes out, and picking up what fell aside."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from kundig.channels import outbox, understanding
from kundig.channels.along import UNDERSTAND
from kundig.channels.intake import order_lock
from kundig.channels.models import Receipt
from kundig.channels.pace import held_up
from kundig.conversations.models import Delivery, DeliveryState
from kundig.core import blobs, caps
from kundig.core.jobs import PATIENT


@app.task(name=UNDERSTAND, queue="default", retry=PATIENT)
def understand(receipt_id: int) -> None:
    """Let a receipt become a message, and others that wait. May run twice; the second run changes nothing."""
    understanding.understand(receipt_id)
    understanding.take_along()


@app.task(name=outbox.SEND, queue="default", retry=PATIENT)
def send(delivery_id: int, has_turn: bool = False) -> None:
    """Send one message if it is still due. A job that finds it being sent knows that its own worker died."""
    outbox.send(delivery_id, has_turn=has_turn)


@app.periodic(cron="* * * * *")
@app.task(
    name="channels.sweep", queue="housekeeping", queueing_lock="channels.sweep", retry=PATIENT
)
def sweep(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Give jobs to receipts and deliveries that have none, whatever became of theirs."""
    sweep_receipts()
    sweep_deliveries()


def sweep_receipts() -> int:
    """Give a job to each receipt that waits to be understood without one; returns how many."""
    before = timezone.now() - timedelta(seconds=caps.SWEEP_GRACE_SECONDS)
    waiting = (
        Receipt.objects.filter(understood_at=None, received_at__lt=before)
        # A failed one waits for a person.
        .exclude(pk__in=_worked_on(UNDERSTAND, "receipt_id", "todo", "doing", "failed"))
        .select_related("channel")
        .order_by("received_at")
    )
    given = 0
    for receipt in waiting[: caps.SWEEP_ROWS].iterator(chunk_size=10):
        lock = order_lock(receipt.channel, blobs.beginning(receipt.blob_id, caps.THREAD_SCAN_BYTES))
        understand.configure(lock=lock).defer(receipt_id=receipt.pk)
        given += 1
    return given


def sweep_deliveries() -> int:
    """Give a job to each delivery that is due without one; returns how many.

    Where the job failed in the midst of sending, nobody knows what became of the message: a person is told.
    """
    before = timezone.now() - timedelta(seconds=caps.SWEEP_GRACE_SECONDS)
    waiting = Delivery.objects.filter(
        state__in=[DeliveryState.QUEUED, DeliveryState.SENDING], due_at__lt=before
    ).exclude(pk__in=_worked_on(outbox.SEND, "delivery_id", "todo", "doing"))
    waiting = waiting.exclude(held_up())
    given_up = Q(
        state=DeliveryState.SENDING, pk__in=_worked_on(outbox.SEND, "delivery_id", "failed")
    )
    for delivery in waiting.filter(given_up).select_related("message")[: caps.SWEEP_ROWS]:
        outbox.give_up(delivery)
    given = 0
    for delivery in waiting.exclude(given_up).order_by("due_at")[: caps.SWEEP_ROWS]:
        outbox.schedule(delivery)
        given += 1
    return given


def _worked_on(task: str, argument: str, *states: str) -> QuerySet[ProcrastinateJob, int]:
    """The ids that have a job in one of these states of Procrastinate's."""
    jobs: QuerySet[ProcrastinateJob, int] = (
        ProcrastinateJob.objects.filter(task_name=task, status__in=states)
        .annotate(subject=Cast(KeyTextTransform(argument, "args"), BigIntegerField()))
        .values_list("subject", flat=True)
    )
    return jobs
