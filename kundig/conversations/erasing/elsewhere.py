"""Conversations with others: what the person wrote there goes; where they are only named, the name does.

An address is proof enough. A name is taken out beside an address, or beside what the person wrote, and nowhere
else: somebody else may be called the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet

from kundig.conversations.actions.row import preview_of, rebuild_words
from kundig.conversations.erasing.own import (
    conversations_of,
    erase_messages,
    erase_originals,
    messages_of,
)
from kundig.conversations.erasing.words import forgetting, still_found
from kundig.conversations.models import (
    Attachment,
    Channel,
    ChannelAddress,
    Conversation,
    Delivery,
    Draft,
    FileText,
    LaterAnswer,
    Message,
    Promise,
)
from kundig.core import blobs
from kundig.core.models import Event
from kundig.customers.erasing.erasers import Person
from kundig.customers.erasing.people import blank_events
from kundig.customers.erasing.traces import Traces, leave_everywhere
from kundig.staff.models import Agent

# Where an address stands, and by which field that belongs to a conversation.
_LEADS = (
    (Conversation, "pk"),
    (Message, "conversation"),
    (Delivery, "message__conversation"),
    (Draft, "conversation"),
    (FileText, "attachment__message__conversation"),
)
# Of these the words can be changed; what is in others is left to whoever the file is of.
_TEXTS = ("text/", "message/")


def erase_elsewhere(person: Person) -> Iterator[None]:
    """Take the person out of conversations with others, then their addresses out of everything else."""
    foreign = [address for address in person.addresses if not _is_ours(address)]
    traces = Traces(foreign, person.full_names)
    for pk in sorted(_touched(person, traces)):
        with transaction.atomic():
            conversation = Conversation.objects.select_for_update().get(pk=pk)
            with forgetting(conversation):
                _leave(conversation, person, traces)
        yield
    yield from leave_everywhere(Traces(foreign))
    # Words that the search has from elsewhere: tags, and names and fields of customers.
    for conversation in still_found(foreign):
        with transaction.atomic(), forgetting(conversation):
            rebuild_words(Conversation.objects.select_for_update().get(pk=conversation.pk))
        yield


def _is_ours(address: str) -> bool:
    """Whether a mailbox or a colleague has the address: nothing is taken out of what is set up here."""
    return (
        Channel.objects.filter(address__iexact=address).exists()
        or ChannelAddress.objects.filter(address__iexact=address).exists()
        or Agent.objects.filter(email__iexact=address).exists()
    )


def _touched(person: Person, traces: Traces) -> set[int]:
    own = set(conversations_of(person).values_list("pk", flat=True))
    found = set(messages_of(person).values_list("conversation", flat=True))
    for kind, field in _LEADS:
        rows = kind._base_manager.filter(pk__in=traces.rows_of(kind))
        found |= set(rows.exclude(**{field: None}).values_list(field, flat=True))
    return found - own


def _leave(conversation: Conversation, person: Person, traces: Traces) -> None:
    """Take the person out of one conversation and of all that belongs to it."""
    messages = Message.objects.filter(conversation=conversation)
    events = Event.objects.filter(subject_kind="conversation", subject_id=conversation.pk)
    theirs = list(messages_of(person).filter(conversation=conversation))
    erase_messages(theirs)
    for _portion in blank_events(events.filter(data__message__in=[one.pk for one in theirs])):
        pass
    deliveries = Delivery.objects.filter(message__conversation=conversation)
    delivered = deliveries.filter(pk__in=traces.leave(deliveries))
    named = {*traces.leave(messages), *delivered.values_list("message", flat=True)}
    for message in messages.filter(pk__in=named):
        # Nothing in a mail can be changed without breaking it.
        erase_originals(message)
    _leave_files(Attachment.objects.filter(message__conversation=conversation), traces)
    for kind in (Draft, LaterAnswer, Promise):
        traces.leave(kind._base_manager.filter(conversation=conversation))
    traces.leave(events)
    traces.leave(Conversation.objects.filter(pk=conversation.pk))
    _show_anew(conversation)
    rebuild_words(Conversation.objects.get(pk=conversation.pk))


def _leave_files(files: QuerySet[Attachment], traces: Traces) -> None:
    traces.leave(files)
    traces.leave(FileText.objects.filter(attachment__in=files))
    texts = Q(pk__in=[])
    for beginning in _TEXTS:
        texts |= Q(content_type__startswith=beginning)
    for file in files.filter(texts):
        try:
            words = blobs.content(file.blob_id).decode()
        except UnicodeDecodeError:
            continue
        if (left := traces.without(words)) != words:
            blobs.replace(file.blob_id, left.encode())
            Attachment.objects.filter(pk=file.pk).update(size=len(left.encode()))


def _show_anew(conversation: Conversation) -> None:
    """Let the lists show what the newest message says now; some of it may have gone."""
    shown = conversation.messages.filter(withdrawn_at=None).exclude(direction="note")
    newest = shown.order_by("-created_at", "-pk").first()
    preview = preview_of(newest) if newest else ""
    Conversation.objects.filter(pk=conversation.pk).update(preview=preview)
