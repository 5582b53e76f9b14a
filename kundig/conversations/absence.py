"""What somebody still has in hand when they are about to be away."""

from __future__ import annotations

from django.urls import reverse

from kundig.conversations.models import Conversation, ConversationQuerySet, State
from kundig.conversations.permissions import WORK
from kundig.staff.models import Agent


def unfinished(agent: Agent) -> ConversationQuerySet:
    """Return the conversations of the agent's own that are neither resolved nor closed, oldest first."""
    own = Conversation.objects.filter(assignee=agent).not_merged().standing_alone()
    return own.exclude(state__in=(State.RESOLVED, State.CLOSED)).order_by("last_activity_at", "pk")


def ask(agent: Agent) -> str:
    """Return the page that asks what becomes of them; "" where there is none, or the agent may not give them up."""
    if not agent.may(WORK) or not unfinished(agent).exists():
        return ""
    return reverse("hand-back")
