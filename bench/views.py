"""Views of one's own for measuring: enough of them that fifteen are counted, each with three conditions."""

from __future__ import annotations

from typing import Any

from kundig.conversations import actions
from kundig.conversations.listing import own_views, team_views, views
from kundig.conversations.models import SavedView
from kundig.staff.models import Agent

COUNTED = 15


def with_views() -> tuple[Agent, SavedView]:
    """Return somebody who has fifteen counted views, and one of them; makes what is missing."""
    agent = Agent.objects.get(email="agent1@bench.example")
    while _counted(agent) < COUNTED:
        number = agent.views.count()
        actions.make_view(by=agent.actor, name=f"Sicht {number}", conditions=_conditions(number))
    return agent, agent.views.current().earliest("pk")


def _counted(agent: Agent) -> int:
    found = [*views(), *own_views(agent), *team_views(agent)]
    return sum(view.counted for view in found)


def _conditions(number: int) -> dict[str, Any]:
    """Three conditions that a few of a hundred conversations fit, others for each number."""
    languages = ["de", "en"] if number % 2 else ["de"]
    return {
        "match": "all",
        "of": [
            {"field": "state", "operator": "is", "value": ["open", "waiting"]},
            {"field": "language", "operator": "is", "value": languages},
            {"field": "message_count", "operator": "more", "value": number % 4},
        ],
    }
