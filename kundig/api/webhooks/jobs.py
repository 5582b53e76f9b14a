"""Jobs of webhooks: reading the log, sending what is due, replaying a span of time, forgetting."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kundig.api.webhooks import actions, follow, queue
from kundig.api.webhooks.models import OffReason, Webhook, WebhookDelivery
from kundig.api.webhooks.permissions import MANAGE
from kundig.api.webhooks.run import AWAY, run
from kundig.api.webhooks.turns import turn
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.jobs import PATIENT
from kundig.core.time import now

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */2")  # the last field counts seconds
@app.task(name="webhooks.tick", queue="housekeeping", queueing_lock="webhooks.tick", retry=PATIENT)
def tick(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Look what has happened and what is due; without webhooks that is one question to the database."""
    # Who was served longest ago comes first, so that all have their turn.
    hooks = (
        Webhook.objects.on().not_parked().select_related("agent__role").order_by("tried_at", "pk")
    )
    for webhook in hooks:
        try:
            _look(webhook)
        except AWAY:
            raise
        except Exception:
            # A bug with one of them, or what the database makes of it, may not hold up the others.
            log.exception("webhook %s could not be looked after", webhook.pk)
            queue.park(webhook)


def _look(webhook: Webhook) -> None:
    if not webhook.agent.is_active:
        actions.give_up(webhook, by=SYSTEM, reason=OffReason.OWNER)
        return
    if not webhook.agent.actor.may(MANAGE):
        actions.give_up(webhook, by=SYSTEM, reason=OffReason.RIGHTS)
        return
    while follow.follow(webhook):
        pass
    if WebhookDelivery.objects.due().filter(webhook=webhook).exists():
        _enqueue(webhook)


def _enqueue(webhook: Webhook) -> None:
    """Give the webhook a job unless one waits for it already. No lock: `turns` sees to it, and survives a killed worker."""
    job = send.configure(queueing_lock=f"webhook:{webhook.pk}")
    try:
        with transaction.atomic():
            job.defer(webhook_id=webhook.pk)
    except AlreadyEnqueued:
        pass


@app.task(name="webhooks.send", queue="webhooks")
def send(webhook_id: int) -> None:
    """Send what is due for one webhook, for a while; what is left the next look finds again."""
    # Whose rights count is asked once for a run: it lasts a few seconds.
    webhook = Webhook.objects.for_sending().filter(pk=webhook_id).first()
    if webhook is None:
        return
    with turn(webhook) as is_free:
        if is_free:
            try:
                run(webhook)
            except AWAY:
                raise
            except Exception:
                log.exception("webhook %s could not be sent anything", webhook.pk)
                queue.park(webhook)


@app.task(name=actions.REPLAY, queue="webhooks", retry=PATIENT)
def replay(webhook_id: int, since: str, until: str) -> None:
    """Deliver once more what happened within a span of time (ISO texts). May run twice."""
    webhook = Webhook.objects.select_related("agent__role").filter(pk=webhook_id).first()
    if webhook is not None:
        follow.resend(webhook, datetime.fromisoformat(since), datetime.fromisoformat(until))


@app.periodic(cron="37 3 * * *")
@app.task(
    name="webhooks.forget_old",
    queue="housekeeping",
    queueing_lock="webhooks.forget_old",
    retry=PATIENT,
)
def forget_old(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete deliveries that are older than they may be, with their attempts."""
    before = now() - timedelta(days=caps.WEBHOOK_DAYS)
    WebhookDelivery.objects.filter(created_at__lt=before).delete()
