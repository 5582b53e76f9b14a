"""What we have promised to customers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig.conversations.models.conversation import Conversation
from kundig.conversations.models.message import Message
from kundig.core.time import now
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Promises, narrowed by adjectives."""

    def running(self) -> PromiseQuerySet:
        """Narrow to those that somebody stands by and that are neither kept nor broken."""
        return self.filter(accepted_at__isnull=False, kept_at=None, broken_at=None)

    def offered(self) -> PromiseQuerySet:
        """Narrow to those that were read in an answer and that nobody has decided about."""
        return self.filter(accepted_at=None)


class Promise(models.Model):
    """Something that will reach a customer by a moment. One that was only read in an answer is offered at first."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="promises"
    )
    # The answer that it was read in; empty for one set by hand.
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    agent = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    words = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(default=now)
    accepted_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    # One that was broken may be kept late.
    broken_at = models.DateTimeField(null=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(accepted_at__isnull=False, kept_at=None, broken_at=None),
                name="promise_running",
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message", "due_at"], name="promise_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.due_at})"

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see it."""
        return self.conversation.is_within(grants)

    @property
    def tone(self) -> str:
        """Return how urgent it is, as the word for its colour."""
        if self.accepted_at is None:
            return "note"
        return "breached" if self.broken_at else "soon" if self.warned_at else "met"
