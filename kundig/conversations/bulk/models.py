"""BulkRun and BulkItem: what is done to many conversations, and what became of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Conversation
from kundig.core.actor import Actor
from kundig.core.time import now
from kundig.staff.models import Agent


class Progress(models.TextChoices):
    """Where a run stands."""

    ASKING = "asking", _("Not begun")
    RUNNING = "running", _("Under way")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class Fate(models.TextChoices):
    """What became of one conversation."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    # Nothing that could be put back.
    WRITTEN = "written", _("Written")
    SAME = "same", _("Was like that already")
    REFUSED = "refused", _("Left as it was")
    UNDONE = "undone", _("Undone")
    CHANGED = "changed", _("Changed since by somebody")


class BulkRunQuerySet(models.QuerySet["BulkRun"]):
    """Runs, narrowed by who looks."""

    def visible_to(self, actor: Actor) -> BulkRunQuerySet:
        """Narrow to what this agent started; nobody else's."""
        return self.filter(agent=actor.id) if actor.kind == "agent" and actor.id else self.none()


class BulkRun(models.Model):
    """One verb with its value for many conversations, started by one agent, whose rights count."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    progress = models.CharField(max_length=10, choices=Progress.choices, default=Progress.RUNNING)
    total = models.PositiveIntegerField(default=0)
    # What its author had seen where something is sent: where more has come, nothing is done.
    mark = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now)

    objects = BulkRunQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agent", "-id"], name="bulk_run_agent")
        ]

    def __str__(self) -> str:
        return f"{self.verb} × {self.total}"

    @property
    def is_under_way(self) -> bool:
        """Tell whether conversations are being changed or put back."""
        return self.progress in (Progress.RUNNING, Progress.UNDOING)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many conversations met which fate."""
        rows = self.items.values("fate").annotate(number=models.Count("pk")).order_by()
        return {fate.value: 0 for fate in Fate} | {row["fate"]: row["number"] for row in rows}

    @property
    def reasons(self) -> dict[str, int]:
        """Return why conversations were left as they were, in the words of the verb, and how often."""
        rows = self.items.exclude(reason="").values("reason")
        counted = rows.annotate(number=models.Count("pk")).order_by("-number", "reason")
        return {row["reason"]: row["number"] for row in counted}


class BulkItem(models.Model):
    """One conversation of a run; `changes` are what was changed: each aspect before and after."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="bulk_items"
    )
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.WAITING)
    changes = models.JSONField(default=dict)
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
