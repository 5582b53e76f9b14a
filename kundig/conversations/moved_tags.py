"""What follows a tag that was merged, separated or renamed: its conversations and their words, a batch at a time."""

from __future__ import annotations

from django.db import transaction

from kundig.conversations.actions.row import add_words
from kundig.conversations.models import Conversation, FormerTag, Tag
from kundig.core import caps

# One row for each tag of each conversation.
Tagging = Conversation.tags.through


def move_on(gone: Tag) -> None:
    """Give the conversations of a merged tag the one it went into; a second run goes on where the first ended."""
    taken = Tagging.objects.filter(tag=gone)
    while (into := _where_it_went(gone)) and (ids := _some(taken)):
        with transaction.atomic():
            both = set(
                Tagging.objects.filter(tag=into, conversation__in=ids).values_list(
                    "conversation_id", flat=True
                )
            )
            FormerTag.objects.bulk_create(
                [FormerTag(tag=gone, conversation_id=pk, had_both=pk in both) for pk in ids],
                ignore_conflicts=True,
            )
            _give(into, ids)
            taken.filter(conversation__in=ids).delete()


def move_back(tag: Tag, from_tag: Tag) -> None:
    """Give a tag that was separated its conversations back, as far as they still have the other one."""
    former = FormerTag.objects.filter(tag=tag)
    while ids := _some(former):
        with transaction.atomic():
            shared = Tagging.objects.filter(tag=from_tag, conversation__in=ids)
            still = list(shared.values_list("conversation_id", flat=True))
            alone = former.filter(conversation__in=still, had_both=False)
            _give(tag, still)
            shared.filter(conversation__in=alone.values("conversation")).delete()
            former.filter(conversation__in=ids).delete()


def learn(tag: Tag) -> None:
    """Let the conversations of a renamed tag be found by its new name, too."""
    taken = Tagging.objects.filter(tag=tag).order_by("conversation_id")
    last = 0
    while ids := _some(taken.filter(conversation__gt=last)):
        with transaction.atomic():
            _add_words(tag, ids)
        last = ids[-1]


def _where_it_went(gone: Tag) -> Tag | None:
    """Return it as it stands by now: merged on, or separated again meanwhile."""
    return Tag.objects.get(pk=gone.pk).merged_into


def _some(rows: object) -> list[int]:
    ids = rows.order_by("conversation_id").values_list("conversation_id", flat=True)  # type: ignore[attr-defined]  # Tagging and FormerTag have no common class
    return list(ids[: caps.RESORTED_ROWS])


def _give(tag: Tag, ids: list[int]) -> None:
    Tagging.objects.bulk_create(
        [Tagging(tag=tag, conversation_id=pk) for pk in ids], ignore_conflicts=True
    )
    _add_words(tag, ids)


def _add_words(tag: Tag, ids: list[int]) -> None:
    found = Conversation.objects.filter(pk__in=ids).only("pk", "last_activity_at")
    for conversation in found.order_by("pk"):
        add_words(conversation, tag.name)
