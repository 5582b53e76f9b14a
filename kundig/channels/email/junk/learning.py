"""What the filter learns from people: that a message was spam, or was none, and how it forgets.

Counters are added to by the database in one statement, in the order of their keys, so that two who teach at
once neither lose a count nor wait for each other in a circle. What was taught by a message is kept with it:
taking it back subtracts exactly that.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import Count

from kundig.channels.email.junk.words import key_of, words_of
from kundig.channels.email.models import SpamLesson, SpamWord
from kundig.conversations.models import Conversation, Direction, Message
from kundig.core.ahead import Question

_ADD = """
INSERT INTO email_spamword AS known (key, spam, good)
SELECT key, %s, %s FROM unnest(%s::bigint[]) AS key ORDER BY key
ON CONFLICT (key) DO UPDATE SET spam = known.spam + excluded.spam, good = known.good + excluded.good
"""
_SUBTRACT = """
WITH held AS (SELECT key FROM email_spamword WHERE key = ANY(%s) ORDER BY key FOR UPDATE)
UPDATE email_spamword AS known
SET spam = greatest(known.spam - %s, 0), good = greatest(known.good - %s, 0)
FROM held WHERE known.key = held.key
"""


def teach(conversation: Conversation, *, is_spam: bool) -> None:
    """Learn that what began a conversation was spam or was none; the second time changes nothing."""
    message = _first(conversation)
    if message is None or not _learns(message):
        return
    keys = sorted({key_of(word) for word in words_of(message)})
    with transaction.atomic():
        SpamLesson.objects.bulk_create(
            [SpamLesson(message=message, words=[])], ignore_conflicts=True
        )
        lesson = SpamLesson.objects.select_for_update().get(message=message)
        if lesson.is_spam == is_spam:
            return
        _take_back(lesson)
        lesson.is_spam, lesson.words = is_spam, keys
        lesson.save(update_fields=["is_spam", "words"])
        _add(keys, is_spam=is_spam)


def forget(message: Message) -> None:
    """Take back what a message has taught, as if it had never been."""
    with transaction.atomic():
        lesson = SpamLesson.objects.select_for_update().filter(message=message).first()
        if lesson is not None:
            _take_back(lesson)
            lesson.delete()
            SpamWord.objects.filter(spam=0, good=0).delete()


def lessons() -> tuple[int, int]:
    """Return how many messages were taught as spam, and how many as none."""
    return taught(True) or 0, taught(False) or 0


@Question
def taught(kinds: Collection[bool]) -> dict[bool, int]:
    """How many messages were taught as spam (True), and how many as none (False)."""
    lessons = SpamLesson.objects.filter(is_spam__in=kinds).values_list("is_spam")
    return {bool(is_spam): count for is_spam, count in lessons.annotate(Count("pk"))}


def _take_back(lesson: SpamLesson) -> None:
    if lesson.is_spam is None:
        return
    spam, good = int(lesson.is_spam), int(not lesson.is_spam)
    with connection.cursor() as cursor:
        cursor.execute(_SUBTRACT, [lesson.words, spam, good])


def _add(keys: list[int], *, is_spam: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [int(is_spam), int(not is_spam), keys])


def _first(conversation: Conversation) -> Message | None:
    return (
        conversation.messages.filter(direction=Direction.INBOUND)
        .order_by("created_at", "pk")
        .select_related("channel")
        .first()
    )


def _learns(message: Message) -> bool:
    mailbox = getattr(message.channel, "mailbox", None)
    return mailbox is not None and mailbox.learns_spam
