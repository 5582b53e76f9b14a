"""mark_sending, mark_sent, put_off, mark_delayed, mark_failed, note_complaint, note_news: the delivery truth of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.row import lock_message, recount
from kundig.conversations.models import Conversation, Delivery, DeliveryState, Message
from kundig.conversations.recipients import (
    NEVER_GOT_IT,
    Entry,
    Fate,
    Outcome,
    addresses,
    heard,
    merged,
)
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.events import record, subject_kind
from kundig.core.models import Event
from kundig.core.text import one_line
from kundig.core.time import now

_UNDERWAY = (DeliveryState.QUEUED, DeliveryState.SENDING)


@action(
    "message.mark_sending",
    _("Begin to send"),
    needs=permissions.DELIVER,
    icon="send",
    offered=False,
)
def mark_sending(message: Message, *, by: Actor) -> bool:  # noqa: ARG001  # the wrapper asks for it
    """Claim a message for sending; False where it was withdrawn, settled or is not due yet.

    From here on the answer can't be taken back.
    """
    delivery = _locked_delivery(message)
    if delivery is None or message.withdrawn_at or delivery.state not in _UNDERWAY:
        return False
    if delivery.due_at > now() + timedelta(seconds=1):
        return False
    delivery.state = DeliveryState.SENDING
    delivery.attempts += 1
    delivery.save(update_fields=["state", "attempts"])
    return True


@action(
    "message.mark_sent", _("Note as sent"), needs=permissions.DELIVER, icon="check", offered=False
)
def mark_sent(
    message: Message,
    *,
    by: Actor,
    external_id: str = "",
    to: Sequence[str] = (),
    recipients: Sequence[Outcome] = (),
) -> None:
    """Note that the far side has taken a message, under the id it has there and for whom."""
    delivery = _locked_delivery(message)
    if delivery is None or delivery.state not in _UNDERWAY:
        return
    delivery.state = DeliveryState.SENT
    delivery.sent_at = now()
    delivery.error = ""
    delivery.recipients = merged(delivery.recipients, recipients)
    delivery.save(update_fields=["state", "sent_at", "error", "recipients"])
    _name(message, external_id, to)
    record(message.conversation, events.SENT, by=by, message=message.pk)


@action("message.put_off", _("Put off"), needs=permissions.DELIVER, icon="clock", offered=False)
def put_off(message: Message, *, by: Actor, due_at: datetime) -> None:  # noqa: ARG001  # the wrapper asks for it
    """Let a message wait for its turn; that is no attempt, and until it is tried it can be taken back."""
    delivery = _locked_delivery(message)
    if delivery is None or delivery.state not in _UNDERWAY:
        return
    if delivery.state == DeliveryState.SENDING:
        delivery.attempts = max(delivery.attempts - 1, 0)
    delivery.state = DeliveryState.QUEUED
    delivery.due_at = due_at
    delivery.save(update_fields=["state", "due_at", "attempts"])


@action(
    "message.mark_delayed",
    _("Note as delayed"),
    needs=permissions.DELIVER,
    icon="clock",
    offered=False,
)
def mark_delayed(
    message: Message,
    *,
    by: Actor,  # noqa: ARG001  # the wrapper asks for it
    reason: str,
    due_at: datetime,
    recipients: Sequence[Outcome] = (),
    external_id: str = "",
    to: Sequence[str] = (),
) -> None:
    """Note that a message could not be sent to everybody yet and when it is tried again."""
    delivery = _locked_delivery(message)
    if delivery is None or delivery.state not in _UNDERWAY:
        return
    delivery.state = DeliveryState.QUEUED
    delivery.due_at = due_at
    delivery.error = one_line(reason, 500)
    delivery.recipients = merged(delivery.recipients, recipients)
    delivery.save(update_fields=["state", "due_at", "error", "recipients"])
    _name(message, external_id, to)


@action(
    "message.mark_failed",
    _("Note as failed"),
    needs=permissions.DELIVER,
    icon="triangle-alert",
    offered=False,
    locks=False,
)
def mark_failed(
    message: Message,
    *,
    by: Actor,
    reason: str,
    recipients: Sequence[Outcome] = (),
    external_id: str = "",
    to: Sequence[str] = (),
    is_notice: bool = False,
) -> None:
    """Note that a message did not arrive, at least not for everybody, and will not be tried again by itself.

    A notice about one recipient (`is_notice`) ends nothing for others who still wait: it is told with theirs.
    """
    conversation = lock_message(message)
    delivery = _locked_delivery(message)
    if delivery is None:
        return
    if delivery.state == DeliveryState.FAILED or (is_notice and delivery.state in _UNDERWAY):
        # Another recipient's notice: the sentence stands already, or is still to come.
        delivery.recipients = merged(delivery.recipients, recipients)
        delivery.save(update_fields=["recipients"])
        return
    delivery.state = DeliveryState.FAILED
    delivery.error = one_line(reason, 500)
    delivery.recipients = merged(delivery.recipients, recipients)
    delivery.save(update_fields=["state", "error", "recipients"])
    _name(message, external_id, to)
    recount(conversation)
    record(conversation, events.DELIVERY_FAILED, by=by, message=message.pk, reason=delivery.error)


@action(
    "message.note_complaint",
    _("Note a complaint"),
    needs=permissions.DELIVER,
    icon="shield-alert",
    offered=False,
)
def note_complaint(message: Message, *, by: Actor, recipients: Sequence[Outcome] = ()) -> None:
    """Note that a recipient marked a message as spam; nobody in `recipients` where it is not known who."""
    delivery = _locked_delivery(message)
    if delivery is None:
        return
    entries = merged(delivery.recipients, recipients)
    told = _was_told(message)
    if told and entries == delivery.recipients:
        return
    delivery.recipients = entries
    delivery.save(update_fields=["recipients"])
    if not told:
        record(message.conversation, events.COMPLAINED, by=by, message=message.pk)


def _was_told(message: Message) -> bool:
    """Tell whether the conversation has its sentence about a complaint already."""
    told = Event.objects.filter(
        subject_kind=subject_kind(Conversation), subject_id=message.conversation_id
    )
    return told.filter(kind=events.COMPLAINED, data__message=message.pk).exists()


@action(
    "message.note_news",
    _("Note what became of it"),
    needs=permissions.DELIVER,
    icon="check-check",
    offered=False,
    locks=False,
)
def note_news(message: Message, *, by: Actor, news: Sequence[Outcome], reason: str = "") -> bool:
    """Note what was heard of a message's recipients once the far side had taken it; in any order, twice or late.

    `reason` tells of a failure that names no recipient. False while the message is still on its way out:
    then nothing is noted, and it must be told again.
    """
    conversation = lock_message(message)
    delivery = _locked_delivery(message)
    if delivery is None or delivery.state in _UNDERWAY:
        return delivery is None
    before = (delivery.state, delivery.error, delivery.recipients)
    told = heard(delivery.recipients, news)
    complained = _newly(delivery, told, Fate.COMPLAINED)
    came_after_all = len(addresses(delivery.recipients, NEVER_GOT_IT)) > len(
        addresses(told, NEVER_GOT_IT)
    )
    delivery.recipients = told
    if reason or addresses(told, NEVER_GOT_IT):
        if delivery.state != DeliveryState.FAILED:
            delivery.state = DeliveryState.FAILED
            delivery.error = one_line(reason or _words(told), 500)
    elif delivery.state != DeliveryState.FAILED or came_after_all:
        has_arrived = told and all(entry["fate"] in _ARRIVED for entry in told)
        delivery.state = DeliveryState.DELIVERED if has_arrived else DeliveryState.SENT
        delivery.error = ""
    if before == (delivery.state, delivery.error, delivery.recipients):
        return True
    delivery.save(update_fields=["state", "error", "recipients"])
    recount(conversation)
    _tell(message, by, delivery, before[0], complained)
    return True


_ARRIVED = frozenset({Fate.DELIVERED, Fate.COMPLAINED})


def _newly(delivery: Delivery, told: Sequence[Entry], fate: Fate) -> list[str]:
    known = addresses(delivery.recipients, frozenset({fate}))
    return [one for one in addresses(told, frozenset({fate})) if one not in known]


def _words(entries: Sequence[Entry]) -> str:
    return "; ".join(
        f"{entry['address']}: {entry['words']}"
        for entry in entries
        if entry["fate"] in NEVER_GOT_IT
    )


def _tell(
    message: Message, by: Actor, delivery: Delivery, before: str, complained: Sequence[str]
) -> None:
    conversation = message.conversation
    if complained and not _was_told(message):
        record(conversation, events.COMPLAINED, by=by, message=message.pk)
    if delivery.state == DeliveryState.FAILED and before != DeliveryState.FAILED:
        record(
            conversation, events.DELIVERY_FAILED, by=by, message=message.pk, reason=delivery.error
        )
    elif not complained:
        record(conversation, events.DELIVERY_NEWS, by=by, message=message.pk)


def _name(message: Message, external_id: str, to: Sequence[str]) -> None:
    """Keep the id under which somebody has the message, and whom it was for."""
    if not external_id:
        return
    message.external_id = external_id[:998]
    if to:
        message.to = [{"name": "", "address": address} for address in to]
    message.save(update_fields=["external_id", "to"])


def _locked_delivery(message: Message) -> Delivery | None:
    return Delivery.objects.select_for_update().filter(message=message).first()
