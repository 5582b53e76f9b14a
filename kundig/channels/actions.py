"""pause, resume, set_pace: how a channel's messages are let out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.channels import events, outbox, pace
from kundig.channels.models import Pace
from kundig.channels.permissions import MANAGE
from kundig.conversations.models import Channel
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.time import now


@action("channel.pause", _("Pause sending"), needs=MANAGE, icon="pause", offered=False)
def pause(channel: Channel, *, by: Actor) -> None:
    """Let nothing out through the channel until it is resumed; what is written meanwhile waits."""
    kept = _kept(channel)
    if kept.paused_at is not None:
        return
    kept.paused_at = now()
    kept.save(update_fields=["paused_at"])
    record(channel, events.PAUSED, by=by)


@action("channel.resume", _("Resume sending"), needs=MANAGE, icon="play", offered=False)
def resume(channel: Channel, *, by: Actor) -> None:
    """Let out what waits and what is written from now on, at the channel's pace."""
    kept = _kept(channel)
    if kept.paused_at is None:
        return
    kept.paused_at = None
    kept.save(update_fields=["paused_at"])
    for delivery in pace.waiting(channel):
        outbox.schedule(delivery)
    record(channel, events.RESUMED, by=by)


@action("channel.set_pace", _("Set the pace"), needs=MANAGE, icon="clock", offered=False)
def set_pace(channel: Channel, *, by: Actor, per_minute: int) -> None:
    """Set how many messages leave through the channel within a minute, at most."""
    if not 1 <= per_minute <= caps.SENDS_PER_MINUTE_MOST:
        raise Refused(
            _("The pace lies between 1 and %(most)s mails a minute.")
            % {"most": caps.SENDS_PER_MINUTE_MOST}
        )
    kept = _kept(channel)
    if kept.per_minute == per_minute:
        return
    kept.per_minute = per_minute
    kept.save(update_fields=["per_minute"])
    record(channel, events.PACE_SET, by=by, per_minute=per_minute)


def _kept(channel: Channel) -> Pace:
    Pace.objects.get_or_create(channel=channel)
    return Pace.objects.select_for_update().get(channel=channel)
