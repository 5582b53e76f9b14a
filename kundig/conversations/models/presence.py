"""Who is at a conversation at this moment."""

from __future__ import annotations

from django.db import models

from kundig.conversations.models.conversation import Conversation
from kundig.staff.models import Agent


class Doing(models.TextChoices):
    """What somebody does at a conversation; what matters more to others comes later."""

    LOOKING = "looking"
    NOTE = "note"
    REPLY = "reply"


class Presence(models.Model):
    """An open page with a conversation. The table is unlogged: it is written often, and nothing of it is worth keeping."""

    page = models.CharField(max_length=32, primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    doing = models.CharField(max_length=7, choices=Doing.choices, default=Doing.LOOKING)
    # Put off as long as the page listens to what is live.
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.agent_id} at {self.conversation_id}"
