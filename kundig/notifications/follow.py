"""From the log to notifications: one reader at its own place, as every reader of the log.

It costs whoever records an event nothing. What is told and how far was read are written in one transaction: nothing
is told twice, and nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from kundig.core import caps, log
from kundig.core.actor import SYSTEM
from kundig.core.log import position_of
from kundig.core.models import Event
from kundig.notifications import actions
from kundig.notifications.kinds import Kind, kinds_on
from kundig.notifications.models import Place


@transaction.atomic
def follow() -> bool:
    """Tell of what has happened since the last look; tells whether there may be more."""
    place = Place.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if place is None:
        _begin()
        return False
    events = log.read(place.position, caps.NOTIFIED_EVENTS)
    if not events:
        return False
    for event in events:
        _tell(event)
    last = position_of(events[-1])
    Place.objects.filter(pk=1).update(read_tx=last.tx, read_id=last.id)
    return len(events) == caps.NOTIFIED_EVENTS


def _begin() -> None:
    """Start at the end of the log: nobody wants to hear of last year. Does nothing where another one reads."""
    end = log.end()
    place = Place(pk=1, read_tx=end.tx, read_id=end.id)
    Place.objects.bulk_create([place], ignore_conflicts=True)


def _tell(event: Event) -> None:
    told: set[int] = set()
    for kind in kinds_on(event.kind):
        concerned = _others(event, kind) - told
        if concerned:
            actions.tell(by=SYSTEM, kind=kind.name, event=event, agents=concerned)
        told |= concerned


def _others(event: Event, kind: Kind) -> set[int]:
    """Whom it concerns but whoever did it."""
    found: Iterable[int] = kind.find(event)
    return set(found) - ({event.actor_id} if event.actor_kind == "agent" else set())
