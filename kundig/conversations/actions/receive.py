"""receive: a message from outside becomes part of a conversation, or opens one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.mask import WARNINGS
from kundig.conversations.actions.row import ROW_FIELDS, add_words, note_message
from kundig.conversations.actions.thanks import lets_rest
from kundig.conversations.display import notable_in
from kundig.conversations.files_later import read_files_later
from kundig.conversations.lookalikes import notable_in_sender
from kundig.conversations.models import (
    Attachment,
    Back,
    Channel,
    Conversation,
    Direction,
    Message,
    State,
)
from kundig.conversations.sensitive import RECORDING, kinds_in
from kundig.conversations.sought import sought
from kundig.core import blobs, caps, har
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.ahead import Question
from kundig.core.events import record
from kundig.core.languages import language_of
from kundig.core.models import Blob
from kundig.core.text import one_line, storable
from kundig.core.time import now
from kundig.customers.merging.later import look_for_same_later
from kundig.customers.models import Customer


@dataclass(frozen=True)
class IncomingFile:
    """A file that came with a message; `content_type` was found by looking at the bytes."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True)
class Incoming:
    """What a channel understood of a message, in words that no channel owns."""

    channel: Channel
    customer: Customer
    text: str
    visible_text: str = ""
    html: str = ""
    subject: str = ""
    sender: dict[str, str] = field(default_factory=dict)
    to: list[dict[str, str]] = field(default_factory=list)
    cc: list[dict[str, str]] = field(default_factory=list)
    claimed_at: datetime | None = None
    received_at: datetime | None = None
    external_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    automatic: str = ""
    language: str = ""
    warnings: list[str] = field(default_factory=list)
    # Appointments, contacts and forwarded mails, in the words of `conversations.cards`.
    cards: list[dict[str, Any]] = field(default_factory=list)
    # How it was signed and encrypted, in the words of `conversations.protection`.
    protection: dict[str, Any] = field(default_factory=dict)
    raw: Blob | None = None
    fingerprint: str | None = None
    files: list[IncomingFile] = field(default_factory=list)
    # Its words are in `raw` alone, for whoever may see what is confidential.
    is_confidential: bool = False


@action(
    "conversation.receive",
    _("Receive a message"),
    needs=permissions.RECEIVE,
    icon="mail",
    offered=False,
    savepoint=False,
)
def receive(
    *,
    by: Actor,  # noqa: ARG001  # the customer is the author; `by` is who may hand it in
    incoming: Incoming,
    conversation: Conversation | None = None,
) -> Message:
    """Put a message into `conversation`, or into a new one, and return it.

    So it is, too, where `conversation` was closed since it was found: nobody's message opens it again.
    The same content twice (by fingerprint) returns the first message and changes nothing; at the very same
    time it raises IntegrityError, and the second attempt finds the first's message. An automatic message is kept but neither reopens a conversation nor lets anybody wait.
    """
    return _known(incoming) or _receive(incoming, conversation)


def _receive(incoming: Incoming, conversation: Conversation | None) -> Message:
    message = _message(incoming)
    words = [message.subject, message.text, *(file.name for file in incoming.files)]
    conversation = _held(conversation)
    is_new = conversation is None
    if conversation is None:
        conversation = _conversation(incoming, message)
        words += [incoming.customer.name, incoming.sender.get("address", "")]
    has_files = any(not file.is_inline for file in incoming.files)
    rests = not has_files and lets_rest(conversation, message)
    if not rests:
        _move_on(conversation, message)
    note_message(conversation, message)
    if is_new or not conversation.language:
        conversation.language = _language(incoming) or conversation.language
    if is_new:
        _open(conversation, incoming)
    else:
        conversation.save(
            update_fields=[
                *ROW_FIELDS,
                *("state", "back_because", "waiting_since", "snoozed_until", "resolved_at"),
                "language",
            ]
        )
    message.conversation = conversation
    message.save(force_insert=True)
    kept = [_keep(file, message) for file in incoming.files]
    read_files_later(message, kept)
    add_words(conversation, *words)
    if conversation.customer_id != incoming.customer.pk:
        # Perhaps the same person with another address.
        look_for_same_later(incoming.customer)
    author = Actor("customer", incoming.customer.pk)
    record(
        conversation,
        events.RECEIVED,
        by=author,
        message=message.pk,
        automatic=bool(message.automatic),
    )
    if rests:
        record(
            conversation,
            events.THANKED,
            by=author,
            message=message.pk,
            state=str(conversation.state),
        )
    if conversation.beside_id and not message.automatic:
        record(conversation, events.ANSWERED_BESIDE, by=author, message=message.pk)
    return message


def _held(conversation: Conversation | None) -> Conversation | None:
    """Lock the conversation and return it, or the one that its messages were merged into; None for a closed one."""
    if conversation is None:
        return None
    lock(conversation)
    while conversation.merged_into is not None:
        conversation = conversation.merged_into
        lock(conversation)
    return None if conversation.state == State.CLOSED else conversation


def _known(incoming: Incoming) -> Message | None:
    return message_with(incoming.fingerprint) if incoming.fingerprint else None


@Question
def message_with(fingerprints: Collection[str]) -> dict[str, Message]:
    """The messages with these fingerprints; no two have the same."""
    known = Message.objects.filter(fingerprint__in=fingerprints)
    return {str(message.fingerprint): message for message in known}


def _conversation(incoming: Incoming, message: Message) -> Conversation:
    """A new one for the message, not yet written."""
    return Conversation(
        customer=incoming.customer,
        channel=incoming.channel,
        team=incoming.channel.team,
        subject=one_line(incoming.subject, caps.SUBJECT_CHARS),
        language=incoming.customer.language,
        created_at=message.created_at,
        last_activity_at=message.created_at,
    )


def _open(conversation: Conversation, incoming: Incoming) -> None:
    conversation.save(force_insert=True)
    record(
        conversation,
        events.OPENED,
        by=Actor("customer", incoming.customer.pk),
        channel=incoming.channel.pk,
    )


def _warnings(incoming: Incoming) -> list[str]:
    sender = incoming.sender
    told = notable_in_sender(sender.get("name", ""), sender.get("address", ""), incoming.subject)
    in_html = notable_in(incoming.html)
    if incoming.protection.get("encrypted"):
        # They are never fetched: a stranger who changed the mail would hear what it says.
        in_html = [name for name in in_html if name != "remote_pictures"]
    held = [WARNINGS[kind] for kind in sought(kinds_in(f"{incoming.subject}\n{incoming.text}"))]
    return list(dict.fromkeys([*incoming.warnings, *told, *in_html, *held]))


def _message(incoming: Incoming) -> Message:
    """The message, not yet written: it still has no conversation."""
    return Message(
        direction=Direction.INBOUND,
        channel=incoming.channel,
        customer=incoming.customer,
        subject=one_line(incoming.subject, 998),
        text=storable(incoming.text),
        visible_text=storable(incoming.visible_text or incoming.text),
        html=storable(incoming.html),
        sender={key: one_line(value, 320) for key, value in incoming.sender.items()},
        to=incoming.to,
        cc=incoming.cc,
        claimed_at=incoming.claimed_at,
        external_id=storable(incoming.external_id)[:998],
        in_reply_to=storable(incoming.in_reply_to)[:998],
        references=[storable(reference)[:998] for reference in incoming.references],
        automatic=incoming.automatic,
        warnings=_warnings(incoming),
        cards=incoming.cards,
        protection=incoming.protection,
        raw=incoming.raw,
        fingerprint=incoming.fingerprint,
        is_confidential=incoming.is_confidential,
        created_at=incoming.received_at or now(),
    )


def _language(incoming: Incoming) -> str:
    """The language that the channel named, or that of the words; a machine's words say nothing about the person."""
    if incoming.language or incoming.automatic:
        return incoming.language
    return language_of(f"{incoming.subject}\n{incoming.visible_text or incoming.text}")


def _keep(file: IncomingFile, message: Message) -> Attachment:
    return Attachment.objects.create(
        message=message,
        blob=blobs.keep(file.content),
        name=one_line(file.name, 200),
        content_type=file.content_type,
        size=len(file.content),
        content_id=file.content_id[:255],
        is_inline=file.is_inline,
        is_locked=_may_be_recording(file),
    )


def _may_be_recording(file: IncomingFile) -> bool:
    """Whether nobody shall open it before the job has taken out what opens accounts."""
    return har.looks_like_one(file.name, file.content) and bool(sought([RECORDING]))


def _move_on(conversation: Conversation, message: Message) -> None:
    """Let a participant's message reopen what rested; a machine's or a stranger's changes nothing."""
    if message.automatic or "foreign_sender" in message.warnings:
        return
    if conversation.state != State.OPEN:
        author = Actor("customer", message.customer_id)
        was_snoozed = conversation.state == State.SNOOZED
        was_finished = not conversation.is_open
        conversation.state = State.OPEN
        conversation.back_because = Back.ANSWER if was_snoozed else ""
        conversation.snoozed_until = None
        conversation.resolved_at = None
        if was_finished:
            record(conversation, events.REOPENED, by=author)
        elif was_snoozed:
            record(conversation, events.WOKEN, by=author, why=Back.ANSWER)
    if conversation.waiting_since is None:
        conversation.waiting_since = message.created_at
