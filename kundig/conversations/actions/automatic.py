"""answer_automatically: what Kundig writes to a customer by itself. note_quiet, note_no_key: why it does not."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.row import ROW_FIELDS, add_words, note_message
from kundig.conversations.models import Conversation, Delivery, Direction, Message
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.models import Event
from kundig.core.text import one_line, storable
from kundig.core.time import now

AUTOMATIC = "auto-reply"


@action(
    "conversation.answer_automatically",
    _("Answer automatically"),
    needs=permissions.RECEIVE,
    icon="bot",
    offered=False,
)
def answer_automatically(
    conversation: Conversation, *, by: Actor, to: str, subject: str, text: str, why: str
) -> Message:
    """Write a message that nobody wrote and queue it; it changes nothing about who waits for whom."""
    if not conversation.channel.is_open or conversation.merged_into_id is not None:
        raise Refused(_("Nothing can be sent through this channel."))
    message = Message.objects.create(
        conversation=conversation,
        direction=Direction.OUTBOUND,
        channel=conversation.channel,
        subject=one_line(subject, 998),
        text=storable(text),
        visible_text=storable(text),
        to=[{"name": "", "address": one_line(to, 320)}],
        automatic=AUTOMATIC,
    )
    Delivery.objects.create(message=message, due_at=now())
    preview = conversation.preview
    note_message(conversation, message)
    # What the customer wrote says more than that it was received.
    conversation.preview = preview
    conversation.save(update_fields=ROW_FIELDS)
    add_words(conversation, message.text)
    record(conversation, events.ANSWERED_AUTOMATICALLY, by=by, message=message.pk, why=why)
    return message


@action(
    "conversation.note_quiet",
    _("Note that nothing is answered automatically"),
    needs=permissions.RECEIVE,
    icon="bot",
    offered=False,
)
def note_quiet(conversation: Conversation, *, by: Actor, address: str, until: datetime) -> None:
    """Tell that an address gets no automatic answers for a while."""
    record(
        conversation,
        events.AUTOMATION_PAUSED,
        by=by,
        address=one_line(address, 320),
        until=until.isoformat(),
    )


@action(
    "conversation.note_no_key",
    _("Note that nothing is answered automatically"),
    needs=permissions.RECEIVE,
    icon="bot",
    offered=False,
)
def note_no_key(conversation: Conversation, *, by: Actor, address: str) -> None:
    """Tell, once in a conversation, that an address gets no automatic answer because it could not be encrypted."""
    kind = events.NOT_ANSWERED_AUTOMATICALLY
    told = Event.objects.filter(kind=kind, subject_kind="conversation", subject_id=conversation.pk)
    if not told.exists():
        record(conversation, kind, by=by, address=one_line(address, 320))
