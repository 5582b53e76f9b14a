"""Colleagues who want to hear of a conversation without working on it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig.core.time import now
from kundig.staff.models import Agent


class Follower(models.Model):
    """Somebody who follows a conversation."""

    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT)
    since = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agent", "conversation"], name="follower_once")
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} follows {self.conversation_id}"
