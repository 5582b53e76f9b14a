"""The clock of notifications: reading the log, forgetting what is old."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.time import now
from kundig.notifications import actions, digest
from kundig.notifications.follow import follow
from kundig.notifications.models import Notification


@app.periodic(cron="* * * * * */2")  # the last field counts seconds
@app.task(name="notifications.follow", queue="housekeeping", queueing_lock="notifications.follow")
def look(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Tell of what has happened."""
    while follow():
        pass


@app.periodic(cron="*/5 * * * *")
@app.task(name="notifications.digests", queue="housekeeping", queueing_lock="notifications.digests")
def send_digests(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Mail the digests whose time has come."""
    for bell in digest.with_something():
        actions.send_digest(bell, by=SYSTEM)


@app.periodic(cron="51 3 * * *")
@app.task(
    name="notifications.forget_old", queue="housekeeping", queueing_lock="notifications.forget"
)
def forget_old(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete notifications that are older than they may be, read or not."""
    before = now() - timedelta(days=caps.NOTIFICATION_DAYS)
    Notification.objects.filter(at__lt=before).delete()
