"""The way out: a queued delivery gets its turn, is claimed, sent through its channel, and its truth written down.

Three short transactions with the network between them: claim, send, settle. What SMTP accepted in the
moment a worker died goes out a second time, with the same id; it can't be exactly once, but never none.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kundig.channels import pace
from kundig.channels.base import Busy, MayBeOut, Sent, kind_of
from kundig.channels.patience import write_down
from kundig.conversations import actions
from kundig.conversations.models import Delivery, DeliveryState, Message
from kundig.conversations.recipients import NEVER_GOT_IT, Fate, Outcome
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import DeliveryFailed
from kundig.core.time import now

SEND = "channels.send"
log = logging.getLogger(__name__)


def schedule(delivery: Delivery, *, has_turn: bool = False) -> None:
    """Defer the job that sends a delivery when it is due; `has_turn` where it was given that moment.

    The lock is the delivery's own: a scheduled job holds up later ones with the same lock, and an answer
    that must be tried again in hours may not hold up the next one.
    """
    # By name: the jobs know this module, not the other way round.
    job = app.configure_task(SEND, lock=f"delivery:{delivery.pk}", schedule_at=delivery.due_at)
    job.defer(delivery_id=delivery.pk, **({"has_turn": True} if has_turn else {}))


def send(delivery_id: int, *, has_turn: bool = False) -> None:
    """Send a delivery that is due; one that was withdrawn, sent or put off is left alone.

    Nothing happens while its channel is paused: whoever lets it go on gives it a new job.
    """
    message = _message_of(delivery_id)
    if message is None or message.channel is None or pace.is_paused(message.channel):
        return
    if not _has_turn(message, has_turn=has_turn) or not actions.mark_sending(message, by=SYSTEM):
        return
    try:
        sent = kind_of(message.channel).send(message)
    except Busy:
        _put_off(message, now() + timedelta(seconds=caps.SEND_BUSY_SECONDS))
    except DeliveryFailed as problem:
        _settle_failure(message, problem)
    except (OSError, OperationalError, InterfaceError) as problem:
        log.warning("message %s could not be sent for now: %s", message.pk, problem)
        _settle_failure(message, DeliveryFailed(_("a connection was lost"), permanent=False))
    except MayBeOut:
        log.exception("message %s broke on its way out", message.pk)
        give_up(Delivery.objects.get(message=message))
    except Exception:
        log.exception("message %s could not be sent", message.pk)
        _settle_fault(message)
    else:
        _settle_or_tell(message, sent)


def _settle_or_tell(message: Message, sent: Sent) -> None:
    """Write down what became of it; where a bug of ours prevents that, tell a person and never send again by itself.

    A database that is away is no bug: then the job fails, and the sweep tells what nobody knows.
    """
    try:
        write_down(partial(_write_down, message, sent))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("message %s went out and could not be marked", message.pk)
        give_up(Delivery.objects.get(message=message))


def _has_turn(message: Message, *, has_turn: bool) -> bool:
    """Tell whether a message may go out now; else it gets a turn and comes back then."""
    assert message.channel is not None
    delivery = Delivery.objects.filter(message=message).first()
    if delivery is None or delivery.due_at > now() + timedelta(seconds=1):
        return False
    if delivery.state == DeliveryState.SENDING or (has_turn and pace.is_turn(delivery.due_at)):
        return True
    turn = pace.take_turn(message.channel)
    if turn <= now():
        return True
    _put_off(message, turn)
    return False


def _put_off(message: Message, due_at: datetime) -> None:
    with transaction.atomic():
        actions.put_off(message, by=SYSTEM, due_at=due_at)
        schedule(Delivery.objects.get(message=message), has_turn=True)


def _write_down(message: Message, sent: Sent) -> None:
    """Sent, if all have it; tried again for those who wait; failed where somebody never gets it."""
    delayed, refused = sent.with_fate(Fate.DELAYED), sent.with_fate(Fate.REFUSED)
    pause = _pause_of(message) if delayed else None
    if pause is not None:
        _delay(message, _told(delayed), pause, sent)
    elif delayed or refused:
        actions.mark_failed(
            message,
            by=SYSTEM,
            reason=_told([*_earlier_refusals(message, sent), *refused, *delayed]),
            **_kept(sent, final=True),
        )
    elif earlier := _earlier_refusals(message, sent):
        actions.mark_failed(message, by=SYSTEM, reason=_told(earlier), **_kept(sent))
    else:
        actions.mark_sent(message, by=SYSTEM, **_kept(sent))


def _kept(sent: Sent, *, final: bool = False) -> dict[str, Any]:
    """What of it the message keeps; `final` where those who were put off are not asked again."""
    outcomes = [
        replace(outcome, fate=Fate.REFUSED) if final and outcome.fate == Fate.DELAYED else outcome
        for outcome in sent.outcomes
    ]
    return {"external_id": sent.external_id, "to": sent.to, "recipients": outcomes}


def _earlier_refusals(message: Message, sent: Sent) -> list[Outcome]:
    """Who was refused for good, in an attempt before this one or by a notice since."""
    now_told = {outcome.address.lower() for outcome in sent.outcomes}
    return [
        Outcome(entry["address"], Fate.REFUSED, entry["reason"], entry["words"])
        for entry in Delivery.objects.get(message=message).recipients
        if entry["fate"] in NEVER_GOT_IT and entry["address"].lower() not in now_told
    ]


def _told(outcomes: list[Outcome]) -> str:
    return "; ".join(f"{outcome.address}: {outcome.words}" for outcome in outcomes)


def give_up(delivery: Delivery) -> None:
    """Tell that nobody knows what became of a message whose job failed in the midst of sending."""
    try:
        actions.mark_failed(
            delivery.message,
            by=SYSTEM,
            reason=_("an internal error; it is not known whether the message went out"),
        )
    except Exception:
        # One that can't be settled may not hold up the others.
        log.exception("message %s could not be given up", delivery.message_id)


def _message_of(delivery_id: int) -> Message | None:
    return (
        Message.objects.select_related("channel", "conversation")
        .filter(delivery=delivery_id, withdrawn_at=None)
        .first()
    )


def _settle_failure(message: Message, problem: DeliveryFailed) -> None:
    pause = _pause_of(message)
    if problem.permanent or pause is None:
        actions.mark_failed(message, by=SYSTEM, reason=problem.reason)
    else:
        _delay(message, problem.reason, pause)


def _settle_fault(message: Message) -> None:
    """A bug of ours: it may go away with a restart, but not by waiting for days; then a person must know."""
    if Delivery.objects.get(message=message).attempts < caps.DELIVERY_FAULT_TRIES:
        _settle_failure(message, DeliveryFailed(_("an internal error"), permanent=False))
        return
    words = _(
        "something went wrong in Kundig itself, so it was not sent. Please send it again; if that does not help,"
        " your administrator finds more in the log"
    )
    _settle_failure(message, DeliveryFailed(words, permanent=True))


def _delay(message: Message, reason: str, pause: int, sent: Sent | None = None) -> None:
    due_at = now() + timedelta(seconds=pause)
    with transaction.atomic():
        actions.mark_delayed(
            message, by=SYSTEM, reason=reason, due_at=due_at, **(_kept(sent) if sent else {})
        )
        schedule(Delivery.objects.get(message=message))


def _pause_of(message: Message) -> int | None:
    """How long to wait before the next attempt; None after the last."""
    attempts = Delivery.objects.get(message=message).attempts
    pauses = caps.DELIVERY_PAUSES_SECONDS
    return pauses[attempts - 1] if attempts <= len(pauses) else None
