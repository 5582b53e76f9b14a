"""The queue of each webhook: what is due, what became of it, and when a failing receiver is tried again.

A delivery keeps to its own schedule. Beside it the whole queue rests while its receiver fails, longer with
each failure, so that a dead one costs a single request now and then, however much waits for it.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from kundig.api.webhooks import actions
from kundig.api.webhooks.models import (
    OffReason,
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryState,
)
from kundig.api.webhooks.request import Outcome
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.time import now

GONE = 410


@transaction.atomic
def claim(webhook: Webhook) -> WebhookDelivery | None:
    """Return a delivery of the webhook that is due; None where there is none, or nothing may be sent now.

    It is put off while it is being sent: should this process die, it becomes due again by itself.
    """
    due = WebhookDelivery.objects.due().filter(webhook=webhook).order_by("due_at", "pk")
    rows = due.select_for_update(of=("self",), skip_locked=True).select_related("event")
    claimed = rows.first()
    if claimed is not None:
        claimed.webhook = webhook
        lease = now() + timedelta(seconds=caps.WEBHOOK_LEASE_SECONDS)
        WebhookDelivery.objects.filter(pk=claimed.pk).update(due_at=lease)
    return claimed


def withhold(delivery: WebhookDelivery) -> None:
    """Note that a delivery may not be sent."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(state=WebhookDeliveryState.WITHHELD)


@transaction.atomic
def settle(delivery: WebhookDelivery, outcome: Outcome) -> None:
    """Write down what became of an attempt, for the delivery and for its webhook."""
    rows = Webhook.objects.select_for_update()
    webhook = rows.filter(pk=delivery.webhook_id).first()
    if webhook is None or not WebhookDelivery.objects.filter(pk=delivery.pk).exists():
        # Removed while it was being sent.
        return
    WebhookAttempt.objects.create(
        delivery=delivery, seconds=outcome.seconds, status=outcome.status, answer=outcome.answer
    )
    webhook.tried_at = now()
    webhook.is_slow = outcome.seconds > caps.WEBHOOK_SLOW_SECONDS
    if outcome.is_success:
        _succeed(delivery, webhook)
    else:
        _miss(delivery, webhook, outcome)


def _succeed(delivery: WebhookDelivery, webhook: Webhook) -> None:
    at = now()
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=WebhookDeliveryState.DELIVERED, delivered_at=at, tries=delivery.tries + 1
    )
    if _rest(webhook.misses):
        # It is back: what met it while it was away need not wait for its own time.
        waiting = webhook.deliveries.filter(state=WebhookDeliveryState.WAITING, tries__gt=0)
        waiting.filter(due_at__gt=at).update(due_at=at)
    webhook.answered_at = at
    webhook.misses, webhook.failing_since, webhook.rests_until = 0, None, None
    _save(webhook)


def _miss(delivery: WebhookDelivery, webhook: Webhook, outcome: Outcome) -> None:
    at, tries = now(), delivery.tries + 1
    pause = None if outcome.status == GONE else _pause(delivery, tries)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        tries=tries,
        due_at=at + (pause or timedelta()),
        state=WebhookDeliveryState.FAILED if pause is None else WebhookDeliveryState.WAITING,
    )
    webhook.misses += 1
    webhook.failing_since = webhook.failing_since or at
    rest = max(_rest(webhook.misses), outcome.asked_rest)
    webhook.rests_until = at + timedelta(seconds=rest) if rest else None
    _save(webhook)
    if outcome.status == GONE:
        actions.give_up(webhook, by=SYSTEM, reason=OffReason.GONE)
    elif at - webhook.failing_since >= timedelta(hours=caps.WEBHOOK_FAILING_HOURS):
        actions.give_up(webhook, by=SYSTEM, reason=OffReason.FAILING)


def _pause(delivery: WebhookDelivery, tries: int) -> timedelta | None:
    """Return how long to wait after so many tries; None after the last."""
    if tries > len(caps.WEBHOOK_PAUSES_SECONDS):
        return None
    # Each delivery has a share of its own, made of its random key.
    share = delivery.key.int % 1_000 / 1_000
    return timedelta(
        seconds=caps.WEBHOOK_PAUSES_SECONDS[tries - 1] * (1 + caps.WEBHOOK_JITTER * share)
    )


def _rest(misses: int) -> float:
    """Return how long a receiver is left in peace after so many failures in a row."""
    rests = caps.WEBHOOK_RESTS_SECONDS
    return rests[min(misses, len(rests)) - 1] if misses else 0


def _save(webhook: Webhook) -> None:
    webhook.save(
        update_fields=[
            *("tried_at", "answered_at", "misses", "failing_since", "rests_until", "is_slow")
        ]
    )
