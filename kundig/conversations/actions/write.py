"""reply, note, start, withdraw, retry: what agents write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.row import (
    ROW_FIELDS,
    add_words,
    lock_message,
    note_message,
    rebuild_words,
    recount,
    settle_waiting,
)
from kundig.conversations.models import (
    Attachment,
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Draft,
    Message,
    State,
)
from kundig.core import caps
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.text import one_line, storable
from kundig.core.time import now
from kundig.customers.models import Customer


@action("conversation.reply", _("Send to customer"), needs=permissions.REPLY, icon="reply")
def reply(
    conversation: Conversation,
    *,
    by: Actor,
    text: str,
    cc: Sequence[str] = (),
    attachments: Sequence[Attachment] = (),
    resolve: bool = False,
) -> Message:
    """Write an answer to the customer and queue its delivery in the same transaction.

    The answer waits some seconds before it goes out; until then it can be withdrawn. With `resolve` the
    conversation is resolved at once, otherwise it waits for the customer. Refused for a copy to what is
    no mail address.
    """
    if not conversation.channel.is_open:
        raise Refused(
            _("The channel of this conversation is closed; nothing can be sent through it.")
        )
    message = _write(conversation, Direction.OUTBOUND, by, text, attachments, cc)
    at = now()
    Delivery.objects.create(message=message, due_at=at + timedelta(seconds=caps.UNDO_SECONDS))
    conversation.state = State.RESOLVED if resolve else State.WAITING
    conversation.resolved_at = at if resolve else None
    conversation.waiting_since = None
    conversation.snoozed_until = None
    _finish(conversation, message, ["state", "resolved_at", "waiting_since", "snoozed_until"])
    record(conversation, events.REPLIED, by=by, message=message.pk)
    if resolve:
        record(conversation, events.RESOLVED, by=by)
    return message


@action("conversation.note", _("Save note"), needs=permissions.NOTE, icon="sticky-note")
def note(
    conversation: Conversation,
    *,
    by: Actor,
    text: str,
    attachments: Sequence[Attachment] = (),
) -> Message:
    """Write a note that stays inside."""
    message = _write(conversation, Direction.NOTE, by, text, attachments)
    _finish(conversation, message, [])
    record(conversation, events.NOTED, by=by, message=message.pk)
    return message


@action("conversation.start", _("New conversation"), needs=permissions.REPLY, icon="square-pen")
def start(
    *,
    by: Actor,
    channel: Channel,
    customer: Customer,
    subject: str,
    text: str,
    attachments: Sequence[Attachment] = (),
) -> Conversation:
    """Write to a customer first: opens a conversation, assigned to its author, and queues the message.

    NotAllowed through a channel out of reach.
    """
    if not by.may(permissions.REPLY, channel):
        raise NotAllowed(_("You don’t have the right to do this."))
    subject = one_line(subject, caps.SUBJECT_CHARS)
    if not subject:
        raise Refused(_("A new conversation needs a subject."))
    conversation = Conversation.objects.create(
        customer=customer,
        channel=channel,
        team=channel.team,
        assignee_id=by.id if by.kind == "agent" else None,
        subject=subject,
        language=customer.language,
        state=State.WAITING,
    )
    add_words(
        conversation, subject, customer.name, *customer.addresses.values_list("value", flat=True)
    )
    record(conversation, events.OPENED, by=by, channel=channel.pk)
    reply(conversation, by=by, text=text, attachments=attachments)
    return conversation


@action("message.withdraw", _("Take back"), needs=permissions.REPLY, icon="undo-2", locks=False)
def withdraw(message: Message, *, by: Actor) -> None:
    """Take an answer back while it still waits; its text becomes the agent's draft again."""
    conversation = lock_message(message)
    if message.withdrawn_at is not None:
        return
    delivery = _locked_delivery(message)
    if delivery.state != DeliveryState.QUEUED or delivery.attempts:
        raise Refused(_("The answer is already on its way and can’t be taken back."))
    message.withdrawn_at = now()
    message.save(update_fields=["withdrawn_at"])
    delivery.delete()
    if by.kind == "agent" and by.id is not None:
        _back_to_draft(conversation, message, by.id)
    recount(conversation)
    conversation.state = State.OPEN
    conversation.resolved_at = None
    conversation.save(update_fields=["state", "resolved_at"])
    settle_waiting(conversation)
    rebuild_words(conversation)
    record(conversation, events.WITHDRAWN, by=by, message=message.pk)


@action("message.retry", _("Try again"), needs=permissions.REPLY, icon="refresh-cw", locks=False)
def retry(message: Message, *, by: Actor) -> None:
    """Send an answer again whose delivery has failed."""
    conversation = lock_message(message)
    delivery = _locked_delivery(message)
    if delivery.state != DeliveryState.FAILED:
        return
    delivery.state = DeliveryState.QUEUED
    delivery.attempts = 0
    delivery.error = ""
    delivery.due_at = now()
    delivery.save()
    recount(conversation)
    record(conversation, events.RETRIED, by=by, message=message.pk)


def _write(
    conversation: Conversation,
    direction: Direction,
    by: Actor,
    text: str,
    attachments: Sequence[Attachment],
    cc: Sequence[str] = (),
) -> Message:
    if conversation.merged_into_id is not None:
        # Nobody looks there any more, so nobody would see it.
        raise Refused(_("The conversation was merged; undo that first."))
    text = storable(text).replace("\r\n", "\n").strip()
    if not text and not attachments:
        raise Refused(_("The message is empty."))
    if len(text) > caps.MESSAGE_CHARS:
        raise Refused(_("The message is too long."))
    if len(attachments) > caps.UPLOADS_PER_MESSAGE:
        raise Refused(_("These are too many files for one message."))
    copies = _checked_copies(cc)
    message = Message.objects.create(
        conversation=conversation,
        direction=direction,
        channel=conversation.channel if direction == Direction.OUTBOUND else None,
        agent_id=by.id if by.kind == "agent" else None,
        subject=conversation.subject,
        text=text,
        visible_text=text,
        cc=[{"name": "", "address": address} for address in copies],
    )
    for attachment in attachments:
        _attach(attachment, message, by)
    return message


def _checked_copies(addresses: Sequence[str]) -> list[str]:
    if len(addresses) > caps.COPIES_PER_MESSAGE:
        raise Refused(_("These are too many copies of one message."))
    copies = [address.strip() for address in addresses]
    for address in copies:
        try:
            validate_email(address)
        except ValidationError:
            raise Refused(
                _("“%(address)s” is no mail address.") % {"address": one_line(address, 80)}
            ) from None
    return copies


def _attach(attachment: Attachment, message: Message, by: Actor) -> None:
    lock(attachment)
    if attachment.message_id is not None or attachment.uploaded_by_id != by.id:
        raise Refused(_("This file can’t be attached; please upload it again."))
    attachment.message = message
    attachment.save(update_fields=["message"])


def _finish(conversation: Conversation, message: Message, fields: list[str]) -> None:
    note_message(conversation, message)
    conversation.save(update_fields=[*ROW_FIELDS, *fields])
    add_words(conversation, message.text)
    if message.agent_id:
        Draft.objects.filter(
            conversation=conversation, agent_id=message.agent_id, direction=message.direction
        ).delete()


def _back_to_draft(conversation: Conversation, message: Message, agent_id: int) -> None:
    """Make what was sent the agent's draft again; something newer that they began stays behind it."""
    files = list(message.attachments.filter(uploaded_by=agent_id))
    draft, _made = Draft.objects.get_or_create(
        conversation=conversation, agent_id=agent_id, direction=Direction.OUTBOUND
    )
    draft.text = "\n\n".join(text for text in (message.text, draft.text) if text)
    draft.text = draft.text[: caps.MESSAGE_CHARS]
    draft.cc = draft.cc or ", ".join(copy["address"] for copy in message.cc)
    draft.files = [*(file.pk for file in files), *draft.files][: caps.UPLOADS_PER_MESSAGE]
    draft.changed_at = now()
    draft.save()
    message.attachments.filter(pk__in=[file.pk for file in files]).update(message=None)


def _locked_delivery(message: Message) -> Delivery:
    delivery = Delivery.objects.select_for_update().filter(message=message).first()
    if delivery is None:
        raise Refused(_("This message is not sent by Kundig."))
    return delivery
