"""Whose turn it is: a channel's messages leave one after the other, no more than so many a minute.

Turns are given away in order, as the generic cell rate algorithm does it: after a quiet time a few may
go at once, then one every 60/n seconds. A message that has a turn is put off until then; its job comes
back with the turn in hand and asks no more.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from kundig.channels.models import Pace
from kundig.conversations.models import Channel, Delivery, DeliveryState
from kundig.core import caps
from kundig.core.time import now


def pace_of(channel: Channel) -> Pace:
    """Return the channel's pace; the ordinary one, not saved, where nobody has set it."""
    return Pace.objects.filter(channel=channel).first() or Pace(channel=channel)


def is_paused(channel: Channel) -> bool:
    """Tell whether nothing goes out through the channel for now."""
    return Pace.objects.filter(channel=channel).exclude(paused_at=None).exists()


@transaction.atomic
def take_turn(channel: Channel) -> datetime:
    """Return when the next message may go out through the channel, and give that turn away."""
    Pace.objects.get_or_create(channel=channel)
    pace = Pace.objects.select_for_update().get(channel=channel)
    at = now()
    step = timedelta(seconds=60 / pace.per_minute)
    earliest = at - step * (caps.SENDS_AT_ONCE - 1)
    turn = max(pace.taken_until or earliest, earliest)
    pace.taken_until = turn + step
    pace.save(update_fields=["taken_until"])
    return max(turn, at)


def is_turn(due_at: datetime) -> bool:
    """Tell whether a turn that was given for `due_at` still counts."""
    return due_at >= now() - timedelta(seconds=caps.SEND_TURN_SECONDS)


def held_up() -> Q:
    """Narrow deliveries to those whose channel is paused."""
    return Q(message__channel__in=Pace.objects.exclude(paused_at=None).values("channel"))


def waiting(channel: Channel) -> QuerySet[Delivery]:
    """Return what waits to go out through the channel, in the order of its turn."""
    return (
        Delivery.objects.filter(
            state__in=[DeliveryState.QUEUED, DeliveryState.SENDING], message__channel=channel
        )
        .select_related("message__conversation__customer", "message__agent")
        .order_by("due_at", "pk")
    )
