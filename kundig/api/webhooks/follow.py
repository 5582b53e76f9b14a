"""From the log to deliveries: each webhook reads along at its own place, as every reader of the log does.

It costs whoever records an event nothing, whether there are webhooks or not: see `core/log.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kundig.api import reach
from kundig.api.webhooks.kinds import SUBJECTS
from kundig.api.webhooks.models import Webhook, WebhookDelivery
from kundig.api.webhooks.scope import actor_of
from kundig.core import caps, log
from kundig.core.log import position_of
from kundig.core.models import Event


@transaction.atomic
def follow(webhook: Webhook) -> bool:
    """Make deliveries of what has happened since the last look; tells whether there may be more."""
    rows = Webhook.objects.on().select_for_update(of=("self",), skip_locked=True)
    found = rows.select_related("agent__role").filter(pk=webhook.pk).first()
    if found is None:
        return False
    events = log.read(found.position, caps.WEBHOOK_EVENTS)
    if not events:
        return False
    take(found, events)
    position = position_of(events[-1])
    Webhook.objects.filter(pk=found.pk).update(read_tx=position.tx, read_id=position.id)
    return len(events) == caps.WEBHOOK_EVENTS


def take(webhook: Webhook, events: Iterable[Event]) -> list[Event]:
    """Make the deliveries that are not there yet of those events that the webhook tells of; returns these."""
    told = _told(webhook, list(events))
    WebhookDelivery.objects.bulk_create(
        [WebhookDelivery(webhook=webhook, event=event) for event in told], ignore_conflicts=True
    )
    return told


def resend(webhook: Webhook, since: datetime, until: datetime) -> None:
    """Deliver once more what happened within a span of time; what was never on its way, too."""
    last = 0
    while True:
        rows = Event.objects.filter(at__gte=since, at__lte=until, pk__gt=last)
        events = list(rows.order_by("pk")[: caps.WEBHOOK_EVENTS])
        if not events:
            return
        with transaction.atomic():
            told = take(webhook, events)
            WebhookDelivery.objects.filter(webhook=webhook, event__in=told).again()
        last = events[-1].pk


def _told(webhook: Webhook, events: list[Event]) -> list[Event]:
    """Narrow events to the webhook's kinds, and to what it may see now."""
    wanted = [event for event in events if event.kind in webhook.kinds]
    if not wanted:
        return []
    actor = actor_of(webhook)
    seen: set[tuple[str, int]] = set()
    for kind, model in SUBJECTS.items():
        ids = {event.subject_id for event in wanted if event.subject_kind == kind}
        if ids:
            visible = reach.visible(model, actor).filter(pk__in=ids)
            seen.update((kind, pk) for pk in visible.values_list("pk", flat=True))
    return [event for event in wanted if (event.subject_kind, event.subject_id) in seen]
