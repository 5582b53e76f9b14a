"""Who may hear of a conversation, and of the person it is with."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from kundig.conversations.models import Conversation
from kundig.core.actor import Actor, Grants
from kundig.core.live import Fact
from kundig.core.log import Position
from kundig.staff import events as staff
from kundig.staff.grants import AgentGrants


@dataclass(frozen=True)
class Audience:
    """The teams and the assignee that a conversation belongs to, before and after the event."""

    teams: frozenset[int]
    agents: frozenset[int]


def find_scopes(facts: list[Fact]) -> dict[Position, Audience]:
    """Return the audience of each fact, with one query for all of them."""
    ids = {fact.subject_id for fact in facts}
    rows = Conversation.objects.filter(pk__in=ids).values_list("pk", "team_id", "assignee_id")
    now = {pk: (team, agent) for pk, team, agent in rows}
    return {
        fact.position: _audience(fact, *now[fact.subject_id])
        for fact in facts
        if fact.subject_id in now
    }


def _audience(fact: Fact, team: int | None, agent: int | None) -> Audience:
    # Whoever just lost the conversation hears of it too, so that it leaves their list.
    teams = {team, fact.data.get("from_team")} - {None}
    agents = {agent, fact.data.get("from_agent")} - {None}
    return Audience(frozenset(t for t in teams if t), frozenset(a for a in agents if a))


@dataclass(frozen=True)
class Alone:
    """The audience of what is one agent's own and nobody else's, whatever they may see."""

    agent: int


@dataclass(frozen=True)
class AgentListener:
    """An agent's open browser."""

    actor: Actor

    def hears(self, fact: Fact, scope: Audience | Alone) -> bool:
        """Tell whether the agent may see the conversation that the fact is about, or it is their own."""
        if isinstance(scope, Alone):
            return scope.agent == self.actor.id
        grants = self.actor.grants
        if not isinstance(grants, AgentGrants) or not grants.allow("conversation.see", None):
            return False
        if grants.teams is None:
            return True
        return grants.agent_id in scope.agents or bool(grants.teams & scope.teams)

    def is_changed_by(self, fact: Fact) -> bool:
        """Tell whether the fact is about the agent's own rights, or about a role, which may be theirs."""
        if fact.kind in staff.RIGHTS_OF_AGENT:
            return fact.subject_id == self.actor.id
        return fact.kind in staff.RIGHTS_OF_ROLE


def customers_within(grants: Grants) -> Q:
    """Narrow customers to those with a conversation that a limited agent may see."""
    if not isinstance(grants, AgentGrants) or grants.teams is None:
        return Q()
    visible = Conversation.objects.filter(
        Q(assignee_id=grants.agent_id) | Q(team_id__in=grants.teams), customer=OuterRef("pk")
    ).standing_alone()  # whom a limited agent writes to beside a conversation is not theirs to know
    return Q(Exists(visible))
