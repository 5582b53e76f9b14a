"""The words of a conversation, for the search."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from kundig.conversations.models.conversation import Conversation


class SearchEntry(models.Model):
    """The words of one conversation, beside it: a new word must not rewrite the row of the lists."""

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.PROTECT, related_name="search_entry"
    )
    document = SearchVectorField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "search entries"
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["document"], name="search_document"),
            models.Index(fields=["-at", "-conversation"], name="search_recent"),
        ]

    def __str__(self) -> str:
        return f"words of {self.conversation_id}"
