"""Which other conversations are offered where one has to be chosen: to merge into, to move to, to link with."""

from __future__ import annotations

from kundig.conversations.models import Conversation
from kundig.conversations.search import numbered, search_conversations
from kundig.core import caps
from kundig.staff.models import Agent


def candidates(agent: Agent, conversation: Conversation, text: str) -> list[Conversation]:
    """Return what `text` finds, a number first; without it the person's other conversations. Merged ones are left out."""
    if text:
        direct = numbered(text, agent)
        found = search_conversations(text, agent, size=caps.TARGET_ROWS).rows
        rows = [direct, *(one for one in found if one != direct)] if direct else found
    else:
        visible = Conversation.objects.visible_to(agent.actor).not_merged().standing_alone()
        same = visible.filter(customer=conversation.customer).order_by("-last_activity_at")
        related = same.select_related("customer", "channel", "team", "assignee")
        rows = list(related[: caps.TARGET_ROWS + 1])
    return [
        one
        for one in rows
        if one.pk != conversation.pk and one.merged_into_id is None and one.beside_id is None
    ]
