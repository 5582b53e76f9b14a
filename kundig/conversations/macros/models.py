"""Macro: steps in an order, which one person, a team or everybody does to a conversation at once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.snippets.owners import Owned, OwnedQuerySet


class MacroQuerySet(OwnedQuerySet["Macro"]):
    """Macros, narrowed by who looks."""


class Macro(Owned):
    """Some steps, each as its verb ("do") and its value."""

    title = models.CharField(_("title"), max_length=120)
    steps = models.JSONField(default=list)
    use_count = models.PositiveIntegerField(default=0)

    objects = MacroQuerySet.as_manager()

    class Meta(Owned.Meta):
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
