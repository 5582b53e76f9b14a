"""How two conversations belong together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models.conversation import Conversation
from kundig.core.time import now


class Relation(models.TextChoices):
    """What one conversation is to another."""

    DUPLICATE_OF = "duplicate_of", _("Duplicate of")
    HAS_DUPLICATE = "has_duplicate", _("Has the duplicate")
    FOLLOW_UP_OF = "follow_up_of", _("Follow-up of")
    HAS_FOLLOW_UP = "has_follow_up", _("Has the follow-up")
    CHILD_OF = "child_of", _("Part of")
    PARENT_OF = "parent_of", _("Consists of")
    RELATED = "related", _("Related")

    @property
    def reverse(self) -> Relation:
        """Return what the other one is to this one."""
        return _REVERSE[self]


_PAIRS = (
    (Relation.DUPLICATE_OF, Relation.HAS_DUPLICATE),
    (Relation.FOLLOW_UP_OF, Relation.HAS_FOLLOW_UP),
    (Relation.CHILD_OF, Relation.PARENT_OF),
    (Relation.RELATED, Relation.RELATED),
)
_REVERSE = dict(_PAIRS) | {other: one for one, other in _PAIRS}
# The direction that is kept: the other one is read off it.
KEPT = tuple(one for one, _other in _PAIRS)


class ConversationLink(models.Model):
    """`source` is what `relation` says of `target`. Two conversations have one link at most."""

    source = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="links_in")
    relation = models.CharField(max_length=16, choices=Relation.choices)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Least("source", "target"), Greatest("source", "target"), name="link_once"
            ),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")), name="link_of_two_conversations"
            ),
            # Whatever is part of something is part of one thing.
            models.UniqueConstraint(
                fields=["source"], condition=Q(relation=Relation.CHILD_OF), name="link_one_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.source_id} {self.relation} #{self.target_id}"


def links_of(conversation: Conversation) -> models.QuerySet[ConversationLink]:
    """Return all links of a conversation, whichever side it is on."""
    either = Q(source=conversation) | Q(target=conversation)
    return ConversationLink.objects.filter(either)
