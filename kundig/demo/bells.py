"""What the demo's agents were told of during its last days; what they have looked at since is read."""

from __future__ import annotations

from datetime import datetime, timedelta

from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.core.time import acting_at
from kundig.notifications import actions
from kundig.notifications.follow import follow
from kundig.notifications.models import Notification, Place

LAST_DAYS = timedelta(days=4)


def ring_bells(now: datetime, last_look: datetime) -> None:
    """Tell of what happened within the days before `now`, and let all before `last_look` be read."""
    first = Event.objects.filter(at__gte=now - LAST_DAYS).order_by("pk").first()
    if first is None:
        return
    before = {"read_tx": first.tx, "read_id": first.pk - 1}
    Place.objects.update_or_create(pk=1, defaults=before)
    with acting_at(now):
        while follow():
            pass
    seen = Notification.objects.filter(read_at=None, at__lt=last_look).select_related("agent")
    with acting_at(last_look):
        for notification in seen:
            actions.read(notification, by=SYSTEM)
