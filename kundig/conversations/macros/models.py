"""Macro: steps in an order, which one person, a team or everybody does to a conversation at once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.snippets.owners import Owned, OwnedQuerySet

# What writes something, and what sends it.
WRITES = ("note", "draft", "reply")
SENDS = "reply"


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

    @property
    def answers(self) -> list[str]:
        """Return the texts that it sends to the customer, with their placeholders."""
        return [str(step["value"]) for step in self.steps if step["do"] == SENDS]

    @property
    def sends(self) -> bool:
        """Tell whether anything goes out by it."""
        return bool(self.answers)

    @property
    def writes(self) -> bool:
        """Tell whether it writes something: an answer, a note or into a draft."""
        return any(step["do"] in WRITES for step in self.steps)
