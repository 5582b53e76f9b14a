"""Answers that are to be sent later."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kundig.conversations.models.conversation import Conversation
from kundig.core.time import now
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent


class LaterAnswer(models.Model):
    """An answer that waits for its moment. Until then nobody counts it as one: the customer still waits."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="later_answers"
    )
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="later_answers")
    # What `reply` will be given, without the files.
    words = models.JSONField()
    # Ids of uploaded files, in their order.
    files = ArrayField(models.UUIDField(), default=list)
    send_at = models.DateTimeField(db_index=True)
    made_at = models.DateTimeField(default=now)
    # What its author had seen, where it is not to be sent once the customer has written: see `news`.
    unless_after = models.CharField(max_length=4_000, blank=True)

    def __str__(self) -> str:
        return f"answer to {self.conversation_id} at {self.send_at}"

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see it."""
        return self.conversation.is_within(grants)

    @property
    def text(self) -> str:
        """Return what it says."""
        return str(self.words.get("text", ""))
