"""What a conversation's verbs can be given: colleagues, teams, tags."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from kundig.conversations.models import Conversation, Tag
from kundig.core import caps
from kundig.staff.models import Agent, Team


def offered_agents(agent: Agent) -> Sequence[Agent]:
    """Return whom a conversation can be assigned to, `agent` first."""
    return sorted(Agent.objects.active(), key=lambda one: one.pk != agent.pk)


def offered_teams() -> QuerySet[Team]:
    """Return which teams a conversation can be handed to."""
    return Team.objects.current()


def offered_tags(conversation: Conversation) -> QuerySet[Tag]:
    """Return the known tags that the conversation does not have yet."""
    return Tag.objects.exclude(conversations=conversation)[: caps.OFFERED_TAGS]
