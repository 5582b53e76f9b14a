"""Colleagues whom a note speaks to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig.conversations.models.message import Message
from kundig.staff.models import Agent


class Mention(models.Model):
    """A colleague whom a note names."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="mentions")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agent", "message"], name="mention_once")
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.message_id}"
