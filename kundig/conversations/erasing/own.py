"""The person's own conversations: every word, file and original of them, and what others were asked beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from kundig.conversations.bulk.models import BulkItem, Fate
from kundig.conversations.erasing.words import forgetting
from kundig.conversations.models import (
    Attachment,
    BlockedSender,
    Conversation,
    Delivery,
    DeliveryState,
    Draft,
    FileLink,
    LaterAnswer,
    Message,
    Move,
    Promise,
    SearchEntry,
    StartDraft,
    State,
)
from kundig.conversations.originals import kept_elsewhere
from kundig.core import blobs
from kundig.core.models import Blob, Drawing, Event
from kundig.core.time import now
from kundig.core.vocabulary import learn
from kundig.customers.erasing.erasers import Person
from kundig.customers.erasing.people import blank_events

_WORDS = {
    **dict.fromkeys(("subject", "text", "visible_text", "html", "in_reply_to"), ""),
    **{key: list[str]() for key in ("to", "cc", "bcc", "references", "cards", "sender_proofs")},
    **{key: dict[str, str]() for key in ("sender", "protection")},
    "external_id": "",
    "sender_check": "",
    "warnings": list[str](),
}
_NOT_SENT = (DeliveryState.QUEUED, DeliveryState.SENDING)


def conversations_of(person: Person) -> QuerySet[Conversation]:
    """Return the conversations with the person, those merged into them, and what others were asked beside them."""
    return Conversation.objects.filter(
        Q(customer__in=person.ids) | Q(beside__customer__in=person.ids)
    )


def messages_of(person: Person) -> QuerySet[Message]:
    """Return all messages with the person and by them, wherever somebody has moved them to, that are still there."""
    moves = Move.objects.filter(source__in=conversations_of(person))
    moved = {pk for ids in moves.values_list("message_ids", flat=True) for pk in ids}
    theirs = Q(customer__in=person.ids) | Q(pk__in=moved)
    found = Message.objects.filter(Q(conversation__in=conversations_of(person)) | theirs)
    return found.exclude(subject="", text="", html="", purged_at__isnull=False)


def erase_conversations(person: Person) -> Iterator[None]:
    """Take out every word of the person's conversations."""
    own = list(conversations_of(person).order_by("pk").values_list("pk", flat=True))
    # What nobody has learned yet would be learned after it was forgotten.
    while learn():
        yield
    for pk in own:
        with transaction.atomic():
            conversation = Conversation.objects.select_for_update().get(pk=pk)
            with forgetting(conversation):
                _erase_one(conversation)
        yield
    with transaction.atomic():
        BlockedSender.objects.filter(value__in=person.addresses).delete()
        named = Q(person.named_in("to")) | person.named_in("subject") | person.named_in("text")
        _erase_drafts(StartDraft.objects.filter(named | person.named_in("html")))
    yield from blank_events(Event.objects.filter(subject_kind="conversation", subject_id__in=own))


def count_conversations(person: Person) -> list[tuple[str | Words, int]]:
    """Return how many conversations, messages and files will go; nothing of what went before."""
    messages = messages_of(person)
    said = Q(messages__in=messages) | ~Q(subject="")
    return [
        (_("Conversations"), conversations_of(person).filter(said).distinct().count()),
        (_("Messages and notes"), messages.count()),
        (_("Files"), Attachment.objects.filter(message__in=messages).count()),
    ]


def _erase_one(conversation: Conversation) -> None:
    _erase_drafts(Draft.objects.filter(conversation=conversation))
    _erase_drafts(LaterAnswer.objects.filter(conversation=conversation))
    Promise.objects.filter(conversation=conversation).update(words="")
    erase_messages(conversation.messages.all())
    # Nothing is put back to what it was before.
    bulk = BulkItem.objects.filter(conversation=conversation, fate__in=[Fate.WAITING, Fate.DONE])
    bulk.update(fate=Fate.CHANGED, changes={})
    conversation.subject = conversation.preview = ""
    conversation.fields, conversation.failed_count = {}, 0
    conversation.waiting_since = conversation.snoozed_until = conversation.promised_until = None
    if conversation.state != State.CLOSED:
        conversation.state, conversation.closed_at = State.CLOSED, now()
    conversation.save()
    SearchEntry.objects.filter(pk=conversation.pk).delete()


def erase_messages(messages: Iterable[Message]) -> None:
    """Take out every word of these messages, with their files and originals; belongs into a transaction."""
    for message in messages:
        _erase_files(message.attachments.all())
        erase_originals(message)
        Delivery.objects.filter(message=message, state__in=_NOT_SENT).update(
            state=DeliveryState.FAILED
        )
        Delivery.objects.filter(message=message).update(recipients=[], error="")
        Message.objects.filter(pk=message.pk).update(**_WORDS)


def erase_originals(message: Message) -> None:
    """Delete a message's mail as it came or went, wherever it is kept, for good."""
    for blob in {message.raw_id, *kept_elsewhere(message)} - {None}:
        assert blob is not None
        blobs.replace(blob, b"")
    Message.objects.filter(pk=message.pk).update(purged_at=now())


def _erase_drafts(drafts: QuerySet[Draft] | QuerySet[LaterAnswer] | QuerySet[StartDraft]) -> None:
    named = [pk for files in drafts.values_list("files", flat=True) for pk in files]
    drafts.delete()
    _erase_files(Attachment.objects.filter(pk__in=named, message=None))


def _erase_files(files: Iterable[Attachment]) -> None:
    found = list(files)
    kept = {one for file in found for one in (file.blob_id, file.cleaned_id) if one}
    FileLink.objects.filter(attachment__in=found).delete()
    Attachment.objects.filter(pk__in=[file.pk for file in found]).delete()
    Drawing.objects.filter(blob__in=kept).delete()
    Blob.objects.filter(pk__in=kept).delete()
