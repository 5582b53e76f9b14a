"""BulkRun and BulkItem: what is done to many conversations, and what became of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Conversation
from kundig.core.time import now
from kundig.staff.models import Agent


class Progress(models.TextChoices):
    """Where a run stands."""

    RUNNING = "running", _("Under way")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class Fate(models.TextChoices):
    """What became of one conversation."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    SAME = "same", _("Was like that already")
    REFUSED = "refused", _("Refused")
    UNDONE = "undone", _("Undone")
    CHANGED = "changed", _("Changed since by somebody")


class BulkRun(models.Model):
    """One verb with its arguments for many conversations, started by one agent, whose rights count."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    progress = models.CharField(max_length=10, choices=Progress.choices, default=Progress.RUNNING)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.verb} × {self.total}"

    def counts(self) -> dict[str, int]:
        """Return how many conversations met which fate."""
        rows = self.items.values("fate").annotate(number=models.Count("pk")).order_by()
        return {row["fate"]: row["number"] for row in rows}

    def reasons(self) -> dict[str, int]:
        """Return why conversations were refused, in the words of the verb, and how often."""
        rows = self.items.exclude(reason="").values("reason")
        counted = rows.annotate(number=models.Count("pk")).order_by("-number", "reason")
        return {row["reason"]: row["number"] for row in counted}


class BulkItem(models.Model):
    """One conversation of a run; `before` and `after` are what the verb changes, for undoing it."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.WAITING)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "conversation"], name="bulk_item_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "fate", "id"], name="bulk_item_fate")
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.fate}"
