"""Whose something is that agents keep for their work: one person's, a team's or everybody's."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions as heart
from kundig.conversations.snippets.permissions import SHARE
from kundig.core.actor import Actor, Everything
from kundig.core.errors import NotAllowed
from kundig.staff.models import Agent, Team
from kundig.staff.rights import limits, must_see_all, reaches

M = TypeVar("M", bound=models.Model)


class OwnedQuerySet(models.QuerySet[M]):
    """What belongs to somebody, narrowed by who looks."""

    def visible_to(self, actor: Actor) -> Self:
        """Narrow to one's own, everybody's, and those of teams within reach."""
        if isinstance(actor.grants, Everything):
            return self
        if not actor.may(heart.SEE):
            return self.none()
        teams = limits(actor)
        shared = Q(agent=None) if teams is None else Q(agent=None) & _of_teams(teams)
        return self.filter(shared | Q(agent=_agent_id(actor)))

    def changeable_by(self, actor: Actor) -> Self:
        """Narrow to those that this actor may change."""
        if isinstance(actor.grants, Everything):
            return self
        own = Q(agent=_agent_id(actor))
        if not actor.may(SHARE):
            return self.filter(own)
        teams = limits(actor)
        return self.filter(own | (Q(agent=None) if teams is None else Q(team__in=teams)))

    def offered_to(self, agent: Agent, team_id: int | None = None) -> Self:
        """Narrow to what an agent is offered: own, everybody's, those of own teams and of the conversation's."""
        teams = {*agent.teams.values_list("pk", flat=True), *([team_id] if team_id else [])}
        return self.filter(Q(agent=agent) | Q(agent=None) & _of_teams(teams))


class Owned(models.Model):
    """Something with an owner: `agent` for one person's, `team` for a team's, neither for everybody's."""

    agent = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(agent=None) | Q(team=None), name="%(class)s_one_owner"
            )
        ]


def must_own(by: Actor, *, agent_id: int | None, team: Team | None) -> None:
    """Raise NotAllowed where `by` may not arrange what belongs to these."""
    if agent_id is not None:
        if by.kind != "agent" or by.id != agent_id:
            raise NotAllowed(_("This belongs to somebody else."))
    elif not by.may(SHARE):
        raise NotAllowed(_("You can only arrange your own."))
    elif team is None:
        must_see_all(by)
    elif not reaches(by, [team]):
        raise NotAllowed(_("You can only arrange what belongs to your own teams."))


def _agent_id(actor: Actor) -> int | None:
    # Nobody has the number 0; None would be everybody's.
    return actor.id if actor.kind == "agent" and actor.id else 0


def _of_teams(teams: frozenset[int] | set[int]) -> Q:
    return Q(team=None) | Q(team__in=teams)
