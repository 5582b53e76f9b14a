"""Messages that went from one conversation to another."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models.conversation import Conversation
from kundig.conversations.models.state import State
from kundig.core.time import now
from kundig.staff.grants import AgentGrants


class Move(models.Model):
    """Messages that went from one conversation to another, remembered so that it can be undone."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("Merge")
        SPLIT = "split", _("Split")
        MOVE = "move", _("Move")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    source = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="moves_out")
    target = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="moves_in")
    message_ids = ArrayField(models.BigIntegerField())
    # The state that the source had before a merge.
    source_state = models.CharField(max_length=10, choices=State.choices)
    made_at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id} → {self.target_id}"

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see both ends."""
        return self.source.is_within(grants) and self.target.is_within(grants)
