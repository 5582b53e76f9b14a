"""What every verb keeps true on the conversation's row: preview, counters, words for the search."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, Max, Q

from kundig.conversations.models import Conversation, DeliveryState, Direction, Message, State
from kundig.core import caps
from kundig.core.actions import lock
from kundig.core.own_fields import values_as_texts
from kundig.core.text import one_line


def lock_message(message: Message) -> Conversation:
    """Lock a message's conversation, then the message, and return the conversation.

    In this order, because whoever moves messages has the conversation first: otherwise both would wait
    for each other.
    """
    while True:
        conversation = message.conversation
        lock(conversation)
        lock(message)
        # Moved away while we waited: once more.
        if message.conversation_id == conversation.pk:
            message.conversation = conversation
            return conversation


def note_message(conversation: Conversation, message: Message) -> None:
    """Bring the row up to date with a new message; the caller saves with `ROW_FIELDS`."""
    conversation.message_count += 1
    conversation.last_activity_at = max(conversation.last_activity_at, message.created_at)
    if not message.is_note:
        conversation.preview = preview_of(message)
    if message.is_inbound:
        conversation.last_inbound_at = message.created_at
    elif message.direction == Direction.OUTBOUND and not (message.forwards or message.automatic):
        # What was passed on to somebody else, or written by nobody, answers nobody.
        conversation.last_outbound_at = message.created_at


ROW_FIELDS = ["message_count", "last_activity_at", "preview", "last_inbound_at", "last_outbound_at"]


def preview_of(message: Message) -> str:
    """Return the one line that the lists show."""
    return one_line(message.visible_text or message.text, caps.PREVIEW_CHARS)


def recount(conversation: Conversation) -> None:
    """Work out the row anew from the messages, after some came or went; saves it."""
    shown = conversation.messages.filter(withdrawn_at=None)
    figures = shown.aggregate(
        count=Count("pk"),
        last=Max("created_at"),
        inbound=Max("created_at", filter=Q(direction=Direction.INBOUND)),
        outbound=Max(
            "created_at", filter=Q(direction=Direction.OUTBOUND, forwards=[], automatic="")
        ),
        failed=Count("pk", filter=Q(delivery__state=DeliveryState.FAILED)),
    )
    newest = shown.exclude(direction=Direction.NOTE).order_by("-created_at", "-pk").first()
    conversation.message_count = figures["count"]
    conversation.failed_count = figures["failed"]
    conversation.last_activity_at = figures["last"] or conversation.created_at
    conversation.last_inbound_at = figures["inbound"]
    conversation.last_outbound_at = figures["outbound"]
    conversation.preview = preview_of(newest) if newest else ""
    conversation.save(update_fields=[*ROW_FIELDS, "failed_count"])


def settle_waiting(conversation: Conversation) -> None:
    """Work out anew since when the customer waits: their first unanswered message, if it is our turn; saves it."""
    unanswered = conversation.messages.filter(direction=Direction.INBOUND, automatic="")
    if conversation.last_outbound_at:
        unanswered = unanswered.filter(created_at__gt=conversation.last_outbound_at)
    first = unanswered.order_by("created_at").first() if conversation.state == State.OPEN else None
    conversation.waiting_since = first.created_at if first else None
    conversation.save(update_fields=["waiting_since"])


# German stems and the words as they are: "Rechnungen" finds "Rechnung", "ABC-123" finds itself. What the words are like
# is learned from them later (`core.vocabulary`).
_ADD = """
WITH plain AS (SELECT to_tsvector('simple', %(text)s) AS words),
fresh AS (INSERT INTO core_freshwords (words) SELECT words FROM plain WHERE length(words) > 0)
INSERT INTO conversations_searchentry AS entry (conversation_id, document, at)
SELECT %(id)s, to_tsvector('german', %(text)s) || plain.words, %(at)s FROM plain
ON CONFLICT (conversation_id) DO UPDATE SET
  document = CASE WHEN length(entry.document) < 200000 AND pg_column_size(entry.document) < 700000
    THEN entry.document || excluded.document ELSE entry.document END,
  at = greatest(entry.at, excluded.at)
"""


def add_words(conversation: Conversation, *texts: str) -> None:
    """Make `texts` findable under the conversation."""
    text = "\n".join(text[: caps.SEARCH_CHARS] for text in texts if text)
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD, {"id": conversation.pk, "text": text, "at": conversation.last_activity_at}
        )


def rebuild_words(conversation: Conversation) -> None:
    """Collect the words anew from the messages that are in the conversation now."""
    from kundig.conversations.models import SearchEntry

    SearchEntry.objects.filter(pk=conversation.pk).delete()
    customer = conversation.customer
    addresses = customer.addresses.values_list("value", flat=True)
    tags = conversation.tags.values_list("name", flat=True)
    values = values_as_texts(conversation.fields.values())
    texts = [conversation.subject, customer.name, *addresses, *tags, *values]
    messages = conversation.messages.filter(withdrawn_at=None).order_by("pk")
    # With the key of the conversation, or Django would fetch it for each of them.
    messages = messages.only("conversation", "subject", "text")
    for message in messages.prefetch_related("attachments__words"):
        texts += (message.subject, message.text)
        for file in message.attachments.all():
            texts += (file.name, file.words.text if hasattr(file, "words") else "")
    for portion in _portions(texts):
        add_words(conversation, *portion)


def _portions(texts: list[str]) -> Iterator[list[str]]:
    """Put together what PostgreSQL takes at once: mostly everything."""
    portion: list[str] = []
    room = caps.SEARCH_CHARS
    for text in texts:
        if portion and len(text) > room:
            yield portion
            portion, room = [], caps.SEARCH_CHARS
        portion.append(text)
        room -= len(text)
    yield portion
