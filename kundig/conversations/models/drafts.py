"""What agents have typed and not sent."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kundig.conversations.models.channel import Channel
from kundig.conversations.models.conversation import Conversation
from kundig.conversations.models.message import Direction
from kundig.core.time import now
from kundig.staff.models import Agent


class Draft(models.Model):
    """What an agent has typed and not sent: one reply and one note per conversation and person."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="drafts")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="drafts")
    direction = models.CharField(max_length=4, choices=Direction.choices)
    text = models.TextField(max_length=200_000, blank=True)
    # The same with formatting; empty where there is none.
    html = models.TextField(max_length=600_000, blank=True)
    # As typed, separated by commas; empty `to`: whoever is answered by itself.
    to = models.CharField(max_length=2000, blank=True)
    cc = models.CharField(max_length=2000, blank=True)
    bcc = models.CharField(max_length=2000, blank=True)
    # Which of the channel's addresses it is written from; empty: the one the customer wrote to.
    sender = models.CharField(max_length=320, blank=True)
    # What its author has decided about signing and encrypting: "sign", "encrypt"; empty: as the channel does it.
    protection = models.JSONField(default=dict)
    # Ids of uploaded files, in their order.
    files = ArrayField(models.UUIDField(), default=list)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["conversation", "agent", "direction"], name="draft_once"
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.agent_id}"

    @property
    def version(self) -> str:
        """Return what changes with every saving: whoever saves must have seen the one before."""
        return self.changed_at.isoformat()


class StartDraft(models.Model):
    """A conversation that an agent has begun to write and not sent: one per person, as far as it is typed."""

    agent = models.OneToOneField(Agent, on_delete=models.PROTECT, related_name="start_draft")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=200_000, blank=True)
    html = models.TextField(max_length=600_000, blank=True)
    # Ids of uploaded files, in their order.
    files = ArrayField(models.UUIDField(), default=list)
    changed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"new conversation of {self.agent_id}"
