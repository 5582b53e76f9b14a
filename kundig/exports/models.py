"""Nouns: Export, and the pieces of its file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Conversation
from kundig.core.actor import Actor, Everything
from kundig.core.models import Blob
from kundig.core.time import now
from kundig.staff.models import Agent
from kundig.staff.permissions import SEE_AUDIT
from kundig.staff.rights import limits


class Format(models.TextChoices):
    """What a file is: the first two of a conversation, the others of a list."""

    PDF = "pdf", _("PDF")
    JSON = "json", _("JSON")
    CSV = "csv", _("CSV (table as text)")
    XLSX = "xlsx", _("Excel (XLSX)")
    JSON_LINES = "jsonl", _("JSON lines")


OF_CONVERSATION = (Format.PDF, Format.JSON)
OF_LIST = (Format.XLSX, Format.CSV, Format.JSON_LINES)


class State(models.TextChoices):
    """How far an export is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Not made")


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports, narrowed by adjectives."""

    def visible_to(self, actor: Actor) -> ExportQuerySet:
        """Narrow to one's own; whoever reads the audit trail of everybody knows of all."""
        if isinstance(actor.grants, Everything):
            return self
        if actor.may(SEE_AUDIT) and limits(actor) is None:
            return self
        return self.filter(agent=actor.id) if actor.kind == "agent" else self.none()

    def under_way(self) -> ExportQuerySet:
        """Narrow to those that are not at an end."""
        return self.filter(state__in=[State.WAITING, State.RUNNING])


class Export(models.Model):
    """A file that somebody asked for: of one conversation, of a view, or of what a search finds."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="exports")
    format = models.CharField(max_length=5, choices=Format.choices)
    # One of these three says of what.
    conversation = models.ForeignKey(
        Conversation, null=True, on_delete=models.PROTECT, related_name="exports"
    )
    view = models.CharField(max_length=40, blank=True)
    search = models.CharField(max_length=200, blank=True)
    with_notes = models.BooleanField(default=False)
    with_files = models.BooleanField(default=False)

    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    # Why it was not made, in the words of `working.REASONS`.
    reason = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    # When the administrators were told that it is a large one.
    alarmed_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="export_expires",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def is_own_of(self, agent_id: int) -> bool:
        """Tell whether the agent asked for it."""
        return self.agent_id == agent_id

    @property
    def is_under_way(self) -> bool:
        """Tell whether it is not at an end."""
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def is_there(self) -> bool:
        """Tell whether the file can be fetched."""
        return self.state == State.DONE and self.expires_at is not None and self.expires_at > now()

    @property
    def file_name(self) -> str:
        """Return how the file is called."""
        ending = "zip" if self.with_files else self.format
        return f"kundig-{self.made_at:%Y-%m-%d}-{self.pk}.{ending}"


class Piece(models.Model):
    """A part of an export's file, so that none of any size ever lies in memory whole."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["export", "number"], name="export_piece_once")
        ]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.export_id}"
