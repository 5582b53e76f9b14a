"""What the heart does by itself when something has happened: to the staff, and in a conversation."""

from __future__ import annotations

import zoneinfo

from django.utils import timezone

from kundig.conversations import actions
from kundig.conversations import events as heart
from kundig.conversations.absence import unfinished
from kundig.conversations.models import Message
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


@reaction(heart.ANSWERED_BESIDE)
def tell_of_side_answer(event: Event) -> None:
    """Tell of an answer in a side conversation where the conversation is that it belongs to."""
    rows = Message.objects.filter(pk=event.data["message"])
    message = rows.select_related("conversation__beside").first()
    main = message.conversation.beside if message else None
    if message is not None and main is not None:
        actions.tell_of_side_answer(main.standing, by=SYSTEM, message=message)


@reaction(heart.REPLIED)
def read_promises(event: Event) -> None:
    """Offer what an answer promises; it keeps what was promised before."""
    rows = Message.objects.filter(pk=event.data["message"], withdrawn_at=None)
    message = rows.select_related("conversation", "agent").first()
    if message is None:
        return
    own = message.agent.time_zone if message.agent else ""
    zone = zoneinfo.ZoneInfo(own) if own else None
    actions.read_promises(message, by=SYSTEM, at=timezone.localtime(message.created_at, zone))
