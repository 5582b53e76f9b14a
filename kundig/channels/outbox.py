"""The way out: a queued delivery is claimed, sent through its channel, and its truth written down.

Three short transactions with the network between them: claim, send, settle. What SMTP accepted in the
moment a worker died goes out a second time, with the same id; it can't be exactly once, but never none.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.utils.translation import gettext as _

from kundig.channels.base import Sent, kind_of
from kundig.conversations import actions
from kundig.conversations.models import Delivery, Message
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import DeliveryFailed
from kundig.core.time import now

log = logging.getLogger(__name__)


def schedule(delivery: Delivery) -> None:
    """Defer the job that sends a delivery when it is due.

    The lock is the delivery's own: a scheduled job holds up later ones with the same lock, and an answer
    that must be tried again in hours may not hold up the next one.
    """
    from kundig.channels.jobs import send as job

    job.configure(lock=f"delivery:{delivery.pk}", schedule_at=delivery.due_at).defer(
        delivery_id=delivery.pk
    )


def send(delivery_id: int) -> None:
    """Send a delivery that is due; one that was withdrawn, sent or put off is left alone."""
    message = _message_of(delivery_id)
    if message is None or not actions.mark_sending(message, by=SYSTEM):
        return
    try:
        assert message.channel is not None
        sent = kind_of(message.channel).send(message)
    except DeliveryFailed as problem:
        _settle_failure(message, problem)
    except Exception:
        # A bug of ours: logged as one, and the message tells that it did not go out.
        log.exception("message %s could not be sent", message.pk)
        _settle_failure(message, DeliveryFailed(_("an internal error"), permanent=False))
    else:
        _settle_sent(message, sent)


def _settle_sent(message: Message, sent: Sent) -> None:
    """Write down that it went out, patiently: what is not written down goes out again."""
    for pause in caps.MARK_SENT_PAUSES_SECONDS:
        try:
            actions.mark_sent(message, by=SYSTEM, external_id=sent.external_id, to=sent.to)
        except (OperationalError, InterfaceError) as problem:
            log.warning("message %s went out and can't be marked yet: %s", message.pk, problem)
            time.sleep(pause)
            close_old_connections()
        else:
            return
    actions.mark_sent(message, by=SYSTEM, external_id=sent.external_id, to=sent.to)


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
    delivery = Delivery.objects.get(message=message)
    pause = _pause_after(delivery.attempts)
    if problem.permanent or pause is None:
        actions.mark_failed(message, by=SYSTEM, reason=problem.reason)
        return
    with transaction.atomic():
        due_at = now() + timedelta(seconds=pause)
        actions.mark_delayed(message, by=SYSTEM, reason=problem.reason, due_at=due_at)
        schedule(Delivery.objects.get(message=message))


def _pause_after(attempts: int) -> int | None:
    pauses = caps.DELIVERY_PAUSES_SECONDS
    return pauses[attempts - 1] if attempts <= len(pauses) else None
