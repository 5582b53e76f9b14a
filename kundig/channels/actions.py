"""pause, resume, set_pace: how a channel's messages are let out. set_opening_hours: when somebody is there.

release, discard: what becomes of parked input.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from kundig.channels import events, outbox, pace
from kundig.channels.hours import read_span, written
from kundig.channels.models import OpeningHours, Pace, Parked, Receipt
from kundig.channels.permissions import MANAGE
from kundig.channels.reach import must_arrange
from kundig.conversations.models import Channel
from kundig.conversations.permissions import CONFIDENTIAL
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now


@action("channel.pause", _("Pause sending"), needs=MANAGE, icon="pause", offered=False)
def pause(channel: Channel, *, by: Actor) -> None:
    """Let nothing out through the channel until it is resumed; what is written meanwhile waits."""
    kept = _kept(channel, by)
    if kept.paused_at is not None:
        return
    kept.paused_at = now()
    kept.save(update_fields=["paused_at"])
    record(channel, events.PAUSED, by=by)


@action("channel.resume", _("Resume sending"), needs=MANAGE, icon="play", offered=False)
def resume(channel: Channel, *, by: Actor) -> None:
    """Let out what waits and what is written from now on, at the channel's pace."""
    kept = _kept(channel, by)
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
    kept = _kept(channel, by)
    if kept.per_minute == per_minute:
        return
    kept.per_minute = per_minute
    kept.save(update_fields=["per_minute"])
    record(channel, events.PACE_SET, by=by, per_minute=per_minute)


@action(
    "channel.set_opening_hours",
    _("Set opening hours"),
    needs=MANAGE,
    icon="clock",
    offered=False,
    locks=False,
)
def set_opening_hours(
    *,
    by: Actor,
    channel: Channel | None = None,
    time_zone: str,
    week: Sequence[Sequence[str]],
    holidays: Sequence[date] = (),
) -> OpeningHours:
    """Say when somebody is there: in general (no channel), or for one channel alone.

    `week` are seven lists, Monday first, of spans as "9-17:30". Refused for what is no span or zone.
    """
    must_arrange(by, channel)
    if time_zone not in available_timezones():
        raise Refused(_("There is no such time zone."))
    if len(week) != 7 or len(holidays) > caps.HOLIDAYS:
        raise Refused(_("Opening hours are given for seven days."))
    kept, _made = OpeningHours.objects.get_or_create(channel=channel)
    wanted = {
        "time_zone": time_zone,
        "week": [_spans(day) for day in week],
        "holidays": sorted(set(holidays)),
    }
    if any(getattr(kept, name) != value for name, value in wanted.items()):
        OpeningHours.objects.filter(pk=kept.pk).update(**wanted)
        kept.refresh_from_db()
        record(kept, events.OPENING_HOURS_SET, by=by)
    return kept


@action(
    "channel.forget_opening_hours",
    _("Use the organisation’s opening hours"),
    needs=MANAGE,
    icon="clock",
    offered=False,
)
def forget_opening_hours(channel: Channel, *, by: Actor) -> None:
    """Let the organisation's opening hours count for the channel again."""
    must_arrange(by, channel)
    kept = OpeningHours.objects.filter(channel=channel).first()
    if kept is not None:
        record(kept, events.OPENING_HOURS_SET, by=by)
        kept.delete()


def _spans(day: Sequence[str]) -> list[str]:
    if len(day) > caps.OPENING_SPANS:
        raise Refused(_("These are too many spans for one day."))
    try:
        spans = sorted(read_span(text) for text in day)
    except ValueError as problem:
        raise Refused(
            _("“%(text)s” is no span of time; write it as 9:00-17:30.")
            % {"text": one_line(str(problem), 40)}
        ) from None
    return [written(span) for span in spans]


@action("parked.release", _("Make it a conversation"), needs=MANAGE, icon="inbox", offered=False)
def release(parked: Parked, *, by: Actor) -> None:
    """Let a parked input become a message after all."""
    from kundig.channels.jobs import understand

    must_arrange(by, parked.receipt.channel)
    if not parked.can_go_on:
        return
    parked.released_at = now()
    parked.save(update_fields=["released_at"])
    Receipt.objects.filter(pk=parked.pk).update(understood_at=None)
    understand.defer(receipt_id=parked.pk)
    record(parked.receipt.channel, events.PARKED_RELEASED, by=by)


@action("parked.discard", _("Discard"), needs=MANAGE, icon="archive", offered=False)
def discard(parked: Parked, *, by: Actor, reason: str) -> None:
    """Put a parked input away, with the reason; it is kept, and may still become a message. Refused without a reason."""
    must_arrange(by, parked.receipt.channel)
    reason = one_line(reason, 200)
    if not reason:
        raise Refused(_("Please say why."))
    if parked.released_at or parked.discarded_at:
        return
    parked.discarded_at = now()
    parked.discarded_because = reason
    parked.save(update_fields=["discarded_at", "discarded_because"])
    record(parked.receipt.channel, events.PARKED_DISCARDED, by=by, reason=reason)


@action("parked.note_opened", _("Open parked mail"), needs=CONFIDENTIAL, icon="lock", offered=False)
def note_opened(parked: Parked, *, by: Actor) -> None:
    """Leave a trace of who opened confidential mail that is parked."""
    must_arrange(by, parked.receipt.channel)
    record(parked.receipt.channel, events.PARKED_OPENED, by=by, receipt=parked.pk)


def _kept(channel: Channel, by: Actor) -> Pace:
    must_arrange(by, channel)
    Pace.objects.get_or_create(channel=channel)
    return Pace.objects.select_for_update().get(channel=channel)
