"""Snippet: a text in several languages that one person, a team or everybody puts into answers."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kundig.conversations.snippets.owners import Owned, OwnedQuerySet


class SnippetQuerySet(OwnedQuerySet["Snippet"]):
    """Snippets, narrowed by adjectives."""

    def matching(self, words: str) -> Self:
        """Narrow to those in whose shortcut, title, folder or text each of the words stands."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(shortcut__istartswith=word)
                | Q(title__icontains=word)
                | Q(folder__icontains=word)
                | Q(words__icontains=word)
            )
        return found


class Snippet(Owned):
    """One text, by language; `words` are all of them together, for searching."""

    title = models.CharField(_("title"), max_length=120)
    # What is typed behind "/" in the composer.
    shortcut = models.CharField(_("shortcut"), max_length=40, blank=True)
    folder = models.CharField(_("folder"), max_length=60, blank=True)
    texts = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    use_count = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = SnippetQuerySet.as_manager()

    class Meta:
        ordering = ["folder", "title", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                Lower("shortcut"),
                "agent",
                "team",
                condition=~Q(shortcut=""),
                nulls_distinct=False,
                name="snippet_shortcut",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def text_in(self, *languages: str) -> tuple[str, str]:
        """Return the first of these languages that there is a text in, and the text; else any that there is."""
        for language in (*(one[:2] for one in languages), *self.texts):
            if self.texts.get(language):
                return language, self.texts[language]
        return "", ""
