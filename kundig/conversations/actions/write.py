"""reply, note, start: what agents write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.beside import must_stay_beside
from kundig.conversations.actions.envelope import NOBODY, Envelope, people
from kundig.conversations.actions.mention import tell_mentioned
from kundig.conversations.actions.row import ROW_FIELDS, add_words, note_message
from kundig.conversations.actions.work import snooze as put_away
from kundig.conversations.files_later import read_files_later
from kundig.conversations.models import (
    Attachment,
    Channel,
    Conversation,
    Delivery,
    Direction,
    Message,
    State,
)
from kundig.conversations.news import must_have_seen
from kundig.conversations.protection_offers import decided
from kundig.conversations.rich_text import (
    Written,
    file_ids,
    understand,
    with_files,
    without_references,
)
from kundig.core import caps, refusals
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.languages import language_of
from kundig.core.prepared import Given, Statement
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.customers.models import Customer


@action("conversation.reply", _("Send to customer"), needs=permissions.REPLY, icon="reply")
def reply(
    conversation: Conversation,
    *,
    by: Actor,
    text: str = "",
    html: str = "",
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    sender: str = "",
    attachments: Sequence[Attachment] = (),
    sign: bool | None = None,
    encrypt: bool | None = None,
    resolve: bool = False,
    snooze: datetime | None = None,
    seen: str = "",
) -> Message:
    """Write an answer to the customer and queue its delivery in the same transaction.

    Without `to` it goes to the address from which the customer wrote last; without `sender` it comes from
    the one of ours that they wrote to. The answer waits some seconds before it goes out; until then it can
    be withdrawn. With `html` the answer is formatted: its tags are cleaned, and its plain text follows from it;
    pictures in it are files of the answer, as `cid:` and their id. With `resolve` the conversation is resolved at once, with `snooze` put away until then (refused as that verb
    refuses it), otherwise it waits for the customer.
    `sign` and `encrypt` say what is wanted of this answer alone; null leaves it to the mailbox. What can't be
    encrypted although it is wanted is not sent.
    `seen` says what its author has seen of this customer, as a page's mark or the id of the newest message: the
    answer is stopped (Overtaken) where anything else has arrived, on whatever channel. Empty: never.
    Refused for a recipient who has no mail address, and for a sender that is none of the channel's.
    """
    if seen:
        must_have_seen(conversation, seen, by)
    message = write(
        conversation,
        Direction.OUTBOUND,
        by,
        understand(text, html),
        attachments,
        Envelope.checked(to=to, cc=cc, bcc=bcc, sender=_checked_sender(conversation, sender)),
    )
    if wanted := decided(sign, encrypt):
        message.protection = {"wanted": wanted}
        message.save(update_fields=["protection"])
    at = now()
    queue(message)
    conversation.state = State.RESOLVED if resolve else State.WAITING
    conversation.resolved_at = at if resolve else None
    conversation.waiting_since = None
    conversation.snoozed_until = None
    finish(conversation, message, ["state", "resolved_at", "waiting_since", "snoozed_until"])
    record(conversation, events.REPLIED, by=by, message=message.pk)
    if resolve:
        record(conversation, events.RESOLVED, by=by)
    elif snooze is not None:
        put_away(conversation, by=by, until=snooze)
    return message


@action("conversation.note", _("Save note"), needs=permissions.NOTE, icon="sticky-note")
def note(
    conversation: Conversation,
    *,
    by: Actor,
    text: str = "",
    html: str = "",
    attachments: Sequence[Attachment] = (),
) -> Message:
    """Write a note that stays inside; with `html` formatted, as in answers.

    A colleague is named by `<span data-agent="7">@Anna</span>`, which tells them; refused for one who may not see the
    conversation. `data-conversation` leads to another conversation.
    """
    message = write(conversation, Direction.NOTE, by, understand(text, html), attachments)
    finish(conversation, message, [])
    record(conversation, events.NOTED, by=by, message=message.pk)
    tell_mentioned(conversation, message, by)
    return message


@action("conversation.start", _("New conversation"), needs=permissions.REPLY, icon="square-pen")
def start(
    *,
    by: Actor,
    channel: Channel,
    customer: Customer,
    subject: str,
    text: str = "",
    html: str = "",
    attachments: Sequence[Attachment] = (),
) -> Conversation:
    """Write to a customer first: opens a conversation, assigned to its author, and queues the message.

    NotAllowed through a channel out of reach, and to somebody whom only other teams know.
    """
    if not by.may(permissions.REPLY, channel):
        raise NotAllowed(_("You don’t have the right to do this."))
    _must_reach(customer, by)
    written = understand(text, html)
    subject = one_line(subject, caps.SUBJECT_CHARS)
    if not subject:
        raise Refused(_("A new conversation needs a subject."))
    conversation = Conversation.objects.create(
        customer=customer,
        channel=channel,
        team=channel.team,
        assignee_id=by.id if by.kind == "agent" else None,
        subject=subject,
        language=customer.language or language_of(written.text),
        state=State.WAITING,
    )
    add_words(
        conversation, subject, customer.name, *customer.addresses.values_list("value", flat=True)
    )
    record(conversation, events.OPENED, by=by, channel=channel.pk)
    reply(conversation, by=by, text=text, html=html, attachments=attachments)
    return conversation


def _must_reach(customer: Customer, by: Actor) -> None:
    """Whoever is limited gets to see people by what happened with them, not by writing to them.

    Who has no conversation yet is nobody's.
    """
    if by.may(permissions.REPLY, customer) or not customer.conversations.exists():
        return
    raise refusals.beyond(
        "conversation.start",
        by=by,
        thing=customer,
        sentence=_(
            "Another team looks after this person. Please ask a colleague there to write, "
            "or to hand you a conversation."
        ),
    )


def write(
    conversation: Conversation,
    direction: Direction,
    by: Actor,
    written: Written,
    attachments: Sequence[Attachment],
    envelope: Envelope = NOBODY,
) -> Message:
    """Add a message to the conversation, without the row's figures; the verbs' common part."""
    if direction == Direction.OUTBOUND and not conversation.channel.is_open:
        raise Refused(
            _("The channel of this conversation is closed; nothing can be sent through it.")
        )
    if conversation.merged_into_id is not None:
        # Nobody looks there any more, so nobody would see it.
        raise Refused(_("The conversation was merged; undo that first."))
    if direction == Direction.OUTBOUND:
        must_stay_beside(conversation, envelope)
    text = written.text
    # Whom a note speaks to is nothing that leaves the house.
    is_inside = direction == Direction.NOTE
    html = written.html if is_inside else without_references(written.html)
    if not text and not attachments:
        raise Refused(_("The message is empty."))
    if len(text) > caps.MESSAGE_CHARS:
        raise Refused(_("The message is too long."))
    if len(attachments) > caps.UPLOADS_PER_MESSAGE:
        raise Refused(_("These are too many files for one message."))
    message = Message.objects.create(
        conversation=conversation,
        direction=direction,
        channel=conversation.channel if direction == Direction.OUTBOUND else None,
        agent_id=by.id if by.kind == "agent" else None,
        subject=conversation.subject,
        text=text,
        visible_text=text,
        html=with_files(html, {attachment.pk for attachment in attachments}),
        to=people(envelope.to),
        cc=people(envelope.cc),
        bcc=people(envelope.bcc),
        sender={"name": "", "address": envelope.sender} if envelope.sender else {},
    )
    shown = file_ids(message.html)
    for attachment in attachments:
        _attach(attachment, message, by, is_inline=attachment.pk in shown)
    if attachments:
        read_files_later(message, message.attachments.all())
    return message


_FORGET_DRAFT = Statement(
    "DELETE FROM conversations_draft WHERE conversation_id = %s::bigint AND agent_id = %s::bigint"
    " AND direction = %s::text RETURNING id",
    (Given("conversation"), Given("agent"), Given("direction")),
)


def queue(message: Message) -> None:
    """Let a message go out when the seconds are over in which it can be taken back."""
    due_at = now() + timedelta(seconds=caps.UNDO_SECONDS)
    Delivery.objects.create(message=message, due_at=due_at)


def finish(conversation: Conversation, message: Message, fields: list[str]) -> None:
    """Bring the conversation's row up to date with what was written, and forget its author's draft."""
    note_message(conversation, message)
    conversation.save(update_fields=[*ROW_FIELDS, *fields])
    add_words(conversation, message.text)
    if message.agent_id:
        _FORGET_DRAFT.run(
            {
                "conversation": conversation.pk,
                "agent": message.agent_id,
                "direction": message.direction,
            }
        )


def _checked_sender(conversation: Conversation, sender: str) -> str:
    """Return one of the channel's own addresses, as the channel writes it."""
    if not sender.strip():
        return ""
    for address in conversation.channel.senders():
        if address.lower() == sender.strip().lower():
            return address
    raise Refused(_("This mailbox does not write from that address."))


def _attach(attachment: Attachment, message: Message, by: Actor, *, is_inline: bool) -> None:
    lock(attachment)
    if attachment.message_id is not None or attachment.uploaded_by_id != by.id:
        raise Refused(_("This file can’t be attached; please upload it again."))
    attachment.message = message
    attachment.is_inline = is_inline
    attachment.content_id = str(attachment.pk) if is_inline else ""
    attachment.save(update_fields=["message", "is_inline", "content_id"])
