"""Taking in: what comes is stored as it is and committed before anybody is told that we have it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from procrastinate.contrib.django import app
from procrastinate.jobs import JobDeferrer

from kundig.channels.along import UNDERSTAND
from kundig.channels.base import kind_of
from kundig.channels.fairness import priority_of
from kundig.channels.models import Receipt, Stage
from kundig.conversations.models import Channel, Message
from kundig.core import blobs
from kundig.core.prepared import Given, Statement
from kundig.core.text import storable
from kundig.core.time import now

_CLOSE = Statement(
    "UPDATE channels_receipt SET message_id = %s::bigint, stage = %s::text,"
    " understood_at = %s::timestamptz WHERE id = %s::bigint RETURNING id",
    (Given("message"), Given("stage"), Given("at"), Given("receipt")),
)


def take_in(
    channel: Channel,
    raw: bytes,
    *,
    envelope: dict[str, Any] | None = None,
    external_key: str = "",
    received_at: datetime | None = None,
) -> Receipt:
    """Store raw input with the job that will understand it; returns after the commit.

    The same input again, by content or by the far side's key, returns the first receipt and changes
    nothing. Only after this has returned may the caller say 250, 200 or ``\\Seen``. Raises
    django.db.OperationalError where the database is away: then the sender must keep it.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    try:
        with transaction.atomic(durable=True):
            receipt = Receipt.objects.create(
                channel=channel,
                blob=blobs.keep(raw),
                sha256=sha256,
                envelope=envelope or {},
                external_key=external_key[:200],
                received_at=received_at or now(),
            )
            _understanding(channel, raw).defer(receipt_id=receipt.pk)
            return receipt
    except IntegrityError:
        known = find_receipt(channel, sha256, external_key)
        if known is None:
            raise
        return known


@dataclass(frozen=True)
class Input:
    """Raw input and what was said about it; see `take_in`."""

    channel: Channel
    raw: bytes
    envelope: dict[str, Any] = field(default_factory=dict)
    external_key: str = ""

    @property
    def sha256(self) -> str:
        """Return what tells it from any other."""
        return hashlib.sha256(self.raw).hexdigest()


def take_in_all(inputs: Sequence[Input]) -> None:
    """Store several inputs as `take_in` does each, in one transaction; all of them or, with its errors, none."""
    try:
        with transaction.atomic(durable=True):
            _take_in_new(inputs)
    except IntegrityError:
        # One of them came by another way in the same moment.
        for one in inputs:
            take_in(one.channel, one.raw, envelope=one.envelope, external_key=one.external_key)


def _take_in_new(inputs: Sequence[Input]) -> None:
    new = {(one.channel.pk, one.sha256): one for one in inputs}
    same = Receipt.objects.filter(
        channel__in={pk for pk, _sum in new}, sha256__in=[sha256 for _pk, sha256 in new]
    )
    for known in same.values_list("channel", "sha256"):
        new.pop(known, None)
    kept = blobs.keep_all([one.raw for one in new.values()])
    receipts = Receipt.objects.bulk_create(
        Receipt(
            channel=one.channel,
            blob=blob,
            sha256=blob.sha256,
            envelope=one.envelope,
            external_key=one.external_key[:200],
        )
        for one, blob in zip(new.values(), kept, strict=True)
    )
    app.job_manager.batch_defer_jobs(
        [
            _understanding(one.channel, one.raw).make_new_job(receipt_id=receipt.pk)
            for one, receipt in zip(new.values(), receipts, strict=True)
        ]
    )


def _understanding(channel: Channel, raw: bytes) -> JobDeferrer:
    """The job for one input, in its turn. By name: the jobs know this module, not the other way round."""
    lock, priority = order_lock(channel, raw), priority_of(channel, raw)
    return app.configure_task(UNDERSTAND, lock=lock, priority=priority)


def find_receipt(channel: Channel, sha256: str, external_key: str = "") -> Receipt | None:
    """Return the receipt of the same input, by its content or its key; None where it is new."""
    same = Q(sha256=sha256)
    if external_key:
        same |= Q(external_key=external_key[:200])
    return Receipt.objects.filter(same, channel=channel).order_by("pk").first()


def order_lock(channel: Channel, raw: bytes) -> str:
    """Return the lock under which the input's job runs: one thread in order, different ones in parallel."""
    key = kind_of(channel).order_key(raw)
    return f"intake:{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:32]}"


def close_receipt(receipt: Receipt, message: Message | None, stage: Stage) -> None:
    """Note what became of an input; belongs into the transaction that made the message."""
    receipt.message = message
    receipt.stage = stage
    receipt.understood_at = now()
    _CLOSE.run(
        {
            "receipt": receipt.pk,
            "message": receipt.message_id,
            "stage": receipt.stage,
            "at": receipt.understood_at,
        }
    )


def note_failure(receipt_id: int, problem: Exception) -> None:
    """Note that an input could not be worked on, so that the next attempt asks for less."""
    receipt = Receipt.objects.get(pk=receipt_id)
    receipt.failures = min(receipt.failures + 1, 1_000)
    # It may repeat what the database refuses, and then nothing would be asked for less.
    receipt.error = storable(f"{type(problem).__name__}: {problem}"[:2_000])
    receipt.save(update_fields=["failures", "error"])
