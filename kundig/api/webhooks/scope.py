"""What a webhook may tell: what the agent who made it may see, and of that only what belongs to its teams."""

from __future__ import annotations

from dataclasses import replace

from kundig.api.webhooks.models import Webhook
from kundig.core.actor import Actor
from kundig.staff.rights import administers


def actor_of(webhook: Webhook) -> Actor:
    """Return the one whose sight is the webhook's: the agent, narrowed to the webhook's teams."""
    agent = webhook.agent
    teams = frozenset(team.pk for team in webhook.teams.all())
    if not teams:
        return agent.actor
    own = agent.grants.teams
    # Without an id: what is assigned to the agent does not count beyond the teams.
    grants = replace(agent.grants, agent_id=0, teams=teams if own is None else teams & own)
    return Actor("agent", agent.pk, grants)


def may_go_inside(webhook: Webhook) -> bool:
    """Tell whether it may lead into the networks of our own, which only administrators open."""
    return administers(webhook.agent.actor)
