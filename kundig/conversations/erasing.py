"""What conversations keep of people, and taking it out: words, files, originals, drafts and what the search knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Q
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from kundig.conversations.actions.row import rebuild_words
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
    Promise,
    SearchEntry,
    StartDraft,
    State,
)
from kundig.conversations.originals import kept_elsewhere
from kundig.core import blobs
from kundig.core.models import Blob, Drawing
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
# Words that only what is erased now held; they are letters, so nothing in them can end the quotes.
_FORGET = """
DELETE FROM core_knownword AS known
USING (SELECT DISTINCT unnest(tsvector_to_array(document)) AS word FROM conversations_searchentry WHERE conversation_id = %s)
  AS erased
WHERE known.word = erased.word AND NOT EXISTS (
  SELECT FROM conversations_searchentry AS other
  WHERE other.document @@ quote_literal(known.word)::tsquery AND other.conversation_id <> %s
)
"""
_NOT_SENT = (DeliveryState.QUEUED, DeliveryState.SENDING)


def conversations_of(person: Person) -> list[int]:
    """Return the conversations with the person, those merged into them, and what others were asked beside them."""
    found = Conversation.objects.filter(
        Q(customer__in=person.ids) | Q(beside__customer__in=person.ids)
    )
    return list(found.order_by("pk").values_list("pk", flat=True))


def erase_conversations(person: Person) -> Iterator[None]:
    """Take out every word of the person's conversations, and the person's words in those with others."""
    own = conversations_of(person)
    # What nobody has learned yet would be learned after it was forgotten.
    while learn():
        yield
    for pk in own:
        with transaction.atomic():
            _erase_one(Conversation.objects.select_for_update().get(pk=pk))
        yield
    for message in Message.objects.filter(customer__in=person.ids).exclude(text="", html=""):
        with transaction.atomic():
            _erase_messages([message])
            rebuild_words(message.conversation)
        yield
    with transaction.atomic():
        BlockedSender.objects.filter(value__in=person.addresses).delete()
        StartDraft.objects.filter(Q(person.named_in("to")) | person.named_in("text")).delete()
    yield from blank_events("conversation", tuple(own))


def count_conversations(person: Person) -> list[tuple[str | Words, int]]:
    """Return how many conversations, messages and files will go."""
    messages = Message.objects.filter(
        Q(conversation__in=conversations_of(person)) | Q(customer__in=person.ids)
    )
    return [
        (_("Conversations"), len(conversations_of(person))),
        (_("Messages and notes"), messages.count()),
        (_("Files"), Attachment.objects.filter(message__in=messages).count()),
    ]


def _erase_one(conversation: Conversation) -> None:
    drafts = Draft.objects.filter(conversation=conversation)
    later = LaterAnswer.objects.filter(conversation=conversation)
    named = [pk for files in drafts.values_list("files", flat=True) for pk in files]
    named += [pk for files in later.values_list("files", flat=True) for pk in files]
    drafts.delete()
    later.delete()
    _erase_files(Attachment.objects.filter(pk__in=named))
    Promise.objects.filter(conversation=conversation).update(words="")
    _erase_messages(conversation.messages.all())
    conversation.subject = conversation.preview = ""
    conversation.fields, conversation.failed_count = {}, 0
    conversation.waiting_since = conversation.snoozed_until = conversation.promised_until = None
    if conversation.state != State.CLOSED:
        conversation.state, conversation.closed_at = State.CLOSED, now()
    conversation.save()
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [conversation.pk, conversation.pk])
    SearchEntry.objects.filter(pk=conversation.pk).delete()


def _erase_messages(messages: Iterable[Message]) -> None:
    for message in messages:
        originals = {message.raw_id, *kept_elsewhere(message)} - {None}
        _erase_files(message.attachments.all())
        for blob in originals:
            assert blob is not None
            blobs.replace(blob, b"")
        Delivery.objects.filter(message=message, state__in=_NOT_SENT).update(
            state=DeliveryState.FAILED
        )
        Delivery.objects.filter(message=message).update(recipients=[], error="")
        Message.objects.filter(pk=message.pk).update(**_WORDS, purged_at=now())


def _erase_files(files: Iterable[Attachment]) -> None:
    found = list(files)
    kept = {one for file in found for one in (file.blob_id, file.cleaned_id) if one}
    FileLink.objects.filter(attachment__in=found).delete()
    Attachment.objects.filter(pk__in=[file.pk for file in found]).delete()
    Drawing.objects.filter(blob__in=kept).delete()
    Blob.objects.filter(pk__in=kept).delete()
