"""The queue of each webhook: what is due, what became of it, and when a failing receiver is tried again.

A delivery keeps to its own schedule. Beside it the whole queue rests while its receiver fails, longer with
each failure, so that a dead one costs a single request now and then, however much waits for it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F, QuerySet

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

log = logging.getLogger(__name__)

# A delivery, and what came of sending it.
Tried = tuple[WebhookDelivery, Outcome]

GONE = 410


@transaction.atomic
def claim(webhook: Webhook, number: int) -> list[WebhookDelivery]:
    """Return up to so many deliveries of the webhook that are due; none where nothing may be sent now.

    They are put off while they are being sent: should this process die, they become due again by themselves.
    """
    due = WebhookDelivery.objects.due().filter(webhook=webhook).order_by("due_at", "pk")
    rows = due.select_for_update(of=("self",), skip_locked=True).select_related("event")
    claimed = list(rows[:number])
    for delivery in claimed:
        delivery.webhook = webhook
    _due(claimed, now() + timedelta(seconds=caps.WEBHOOK_LEASE_SECONDS))
    return claimed


def release(deliveries: Collection[WebhookDelivery]) -> None:
    """Let deliveries that were claimed and not sent be due again when they were."""
    for at, several in groupby(deliveries, key=lambda one: one.due_at):
        _due(list(several), at)


def leave(deliveries: Collection[WebhookDelivery]) -> None:
    """Leave deliveries for a later version of Kundig; nothing of it is the receiver's failure."""
    for delivery in deliveries:
        log.warning("webhook delivery %s: its event is not known here", delivery.pk)
    _due(deliveries, now() + timedelta(seconds=caps.WEBHOOK_UNKNOWN_SECONDS))


def park(webhook: Webhook) -> None:
    """Leave a webhook alone for a while because something of ours goes wrong with it; nothing of it is lost."""
    until = now() + timedelta(seconds=caps.WEBHOOK_PARKED_SECONDS)
    Webhook.objects.filter(pk=webhook.pk).update(parked_until=until)


def withhold(deliveries: Collection[WebhookDelivery]) -> None:
    """Note that deliveries may not be sent."""
    if deliveries:
        _rows(deliveries).update(state=WebhookDeliveryState.WITHHELD)


@transaction.atomic
def settle(webhook: Webhook, tried: Sequence[Tried]) -> None:
    """Write down what became of some attempts, for the deliveries and for their webhook."""
    rows = Webhook.objects.select_for_update()
    found = rows.filter(pk=webhook.pk).first()
    # Some may have been removed while they were being sent.
    left = set(_rows([delivery for delivery, _ in tried]).values_list("pk", flat=True))
    kept = [(delivery, outcome) for delivery, outcome in tried if delivery.pk in left]
    if found is None or not kept:
        return
    WebhookAttempt.objects.bulk_create(
        WebhookAttempt(
            delivery=delivery, seconds=outcome.seconds, status=outcome.status, answer=outcome.answer
        )
        for delivery, outcome in kept
    )
    found.tried_at = now()
    found.is_slow = any(outcome.seconds > caps.WEBHOOK_SLOW_SECONDS for _, outcome in kept)
    if taken := [delivery for delivery, outcome in kept if outcome.is_success]:
        _succeed(taken, found)
    if missed := [one for one in kept if not one[1].is_success]:
        _miss(missed, found)
    _save(found)
    _give_up_if_hopeless(found, [outcome for _, outcome in missed])


def _succeed(taken: list[WebhookDelivery], webhook: Webhook) -> None:
    at = now()
    _rows(taken).update(state=WebhookDeliveryState.DELIVERED, delivered_at=at, tries=F("tries") + 1)
    if _rest(webhook.misses):
        # It is back: what met it while it was away need not wait for its own time.
        waiting = webhook.deliveries.filter(state=WebhookDeliveryState.WAITING, tries__gt=0)
        waiting.filter(due_at__gt=at).update(due_at=at)
    webhook.answered_at = at
    webhook.misses, webhook.failing_since, webhook.rests_until = 0, None, None


def _miss(missed: list[Tried], webhook: Webhook) -> None:
    """What missed side by side is one failure: the receiver has not been asked again since."""
    at = now()
    for delivery, outcome in missed:
        pause = None if outcome.status == GONE else _pause(delivery, delivery.tries + 1)
        _rows([delivery]).update(
            tries=delivery.tries + 1,
            due_at=at + (pause or timedelta()),
            state=WebhookDeliveryState.FAILED if pause is None else WebhookDeliveryState.WAITING,
        )
    webhook.misses += 1
    webhook.failing_since = webhook.failing_since or at
    rest = max(_rest(webhook.misses), *(outcome.asked_rest for _, outcome in missed))
    webhook.rests_until = at + timedelta(seconds=rest) if rest else None


def _give_up_if_hopeless(webhook: Webhook, missed: list[Outcome]) -> None:
    if any(outcome.status == GONE for outcome in missed):
        actions.give_up(webhook, by=SYSTEM, reason=OffReason.GONE)
    elif webhook.failing_since is not None and now() - webhook.failing_since >= timedelta(
        hours=caps.WEBHOOK_FAILING_HOURS
    ):
        actions.give_up(webhook, by=SYSTEM, reason=OffReason.FAILING)


def _rows(deliveries: Collection[WebhookDelivery]) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries])


def _due(deliveries: Collection[WebhookDelivery], at: datetime) -> None:
    if deliveries:
        _rows(deliveries).update(due_at=at)


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
