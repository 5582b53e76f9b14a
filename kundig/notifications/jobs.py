"""The clock of notifications: reading the log, forgetting what is old."""

from __future__ import annotations

import logging
from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.jobs import PATIENT
from kundig.core.outside import Unreachable
from kundig.core.time import now
from kundig.notifications import actions, digest
from kundig.notifications.follow import follow
from kundig.notifications.models import Notification, PushDevice
from kundig.notifications.push.sending import NotTaken, push

log = logging.getLogger(__name__)

# A push that is late is worth nothing: the bell has it anyway.
BRIEFLY = RetryStrategy(max_attempts=3, linear_wait=10)


@app.periodic(cron="* * * * * */2")  # the last field counts seconds
@app.task(
    name="notifications.follow",
    queue="housekeeping",
    queueing_lock="notifications.follow",
    retry=PATIENT,
)
def look(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Tell of what has happened."""
    while follow():
        pass


@app.task(name=actions.PUSH, queue="webhooks", retry=BRIEFLY)
def send_push(notification_id: int, device_id: int) -> None:
    """Send one push; what has gone meanwhile needs none. May run twice: the browser shows one in place of the other."""
    found = Notification.objects.select_related("event", "agent__role").filter(pk=notification_id)
    device = PushDevice.objects.select_related("agent__role").filter(pk=device_id).first()
    notification = found.first()
    if notification is None or device is None:
        return
    try:
        push(notification, device)
    except (NotTaken, Unreachable) as problem:
        log.info("push to device %s: %s", device_id, problem)
        raise


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="notifications.digests",
    queue="housekeeping",
    queueing_lock="notifications.digests",
    retry=PATIENT,
)
def send_digests(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Mail the digests whose time has come."""
    for bell in digest.with_something():
        actions.send_digest(bell, by=SYSTEM)


@app.periodic(cron="51 3 * * *")
@app.task(
    name="notifications.forget_old",
    queue="housekeeping",
    queueing_lock="notifications.forget",
    retry=PATIENT,
)
def forget_old(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete notifications that are older than they may be, read or not."""
    before = now() - timedelta(days=caps.NOTIFICATION_DAYS)
    Notification.objects.filter(at__lt=before).delete()
