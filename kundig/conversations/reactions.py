"""What the heart does when something has happened to the staff."""

from __future__ import annotations

from kundig.conversations import actions
from kundig.conversations.absence import unfinished
from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.core.reactions import reaction
from kundig.staff import events
from kundig.staff.models import Agent


@reaction(events.DEACTIVATED)
def hand_back_all(event: Event) -> None:
    """Give the conversations of whoever can no longer sign in back to their teams."""
    agent = Agent.objects.get(pk=event.subject_id)
    if not agent.is_active:
        actions.hand_back(agent, by=SYSTEM, conversations=list(unfinished(agent)))
