"""Who is not heard any more, and where."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig.core.actor import Actor
from kundig.core.time import now
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Team
from kundig.staff.rights import limits


class BlockedSenderQuerySet(models.QuerySet["BlockedSender"]):
    """Blocked senders, narrowed by adjectives."""

    def visible_to(self, actor: Actor) -> BlockedSenderQuerySet:
        """Narrow to those this actor may know of and let in again: for whoever is limited, the own teams'."""
        teams = limits(actor)
        return self if teams is None else self.filter(team__in=teams)


class BlockedSender(models.Model):
    """Somebody whose new conversations go to the spam view: an address, or a domain as "@evil.example"."""

    value = models.CharField(max_length=320)
    # Whose channels it counts for; empty: all. Set where whoever blocked is limited to teams.
    team = models.ForeignKey(
        Team, null=True, on_delete=models.PROTECT, related_name="blocked_senders"
    )
    blocked_at = models.DateTimeField(default=now)

    objects = BlockedSenderQuerySet.as_manager()

    class Meta:
        ordering = ["value", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["value", "team"], name="blocked_sender_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.value

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may let the sender in again."""
        return grants.teams is None or self.team_id in grants.teams
