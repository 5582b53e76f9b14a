"""Words that sort conversations, and which of them went into others."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kundig.core import caps


class TagQuerySet(models.QuerySet["Tag"]):
    """Tags, narrowed by adjectives."""

    def current(self) -> TagQuerySet:
        """Leave out what was archived or merged."""
        return self.filter(archived_at=None, merged_into=None)


class Tag(models.Model):
    """A word that sorts conversations. An archived one keeps its conversations; a merged one names another."""

    name = models.CharField(_("name"), max_length=caps.TAG_CHARS)
    description = models.CharField(_("description"), max_length=caps.TAG_SENTENCE_CHARS, blank=True)
    archived_at = models.DateTimeField(null=True)
    # Whoever names it means this one: its conversations went there, or are going.
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("name"), name="tag_any_case")
        ]

    def __str__(self) -> str:
        return self.name


class FormerTag(models.Model):
    """That a conversation had a tag before it was merged, so that both can be separated again."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="former")
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.PROTECT, related_name="former_tags"
    )
    # Whether it had the other one, too: that one stays when they are separated.
    had_both = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tag", "conversation"], name="former_tag_once")
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} of {self.conversation_id}"
