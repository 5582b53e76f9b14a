"""Whom a note speaks to: colleagues who may see the conversation, told by an event each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.follow import add_follower, is_full
from kundig.conversations.models import Conversation, Mention, Message
from kundig.conversations.rich_text import agent_ids
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.staff.models import Agent


def tell_mentioned(conversation: Conversation, message: Message, by: Actor) -> None:
    """Keep whom a note names, tell it, and let them follow. Refused for somebody who may not see the conversation."""
    ids = agent_ids(message.html)
    if not ids:
        return
    if len(ids) > caps.MENTIONS:
        raise Refused(_("A note can’t speak to so many colleagues."))
    for agent in Agent.objects.active().filter(pk__in=ids).order_by("pk"):
        if not agent.may(permissions.SEE, conversation):
            raise Refused(_("%(name)s may not see this conversation.") % {"name": agent.name})
        Mention.objects.create(message=message, agent=agent)
        record(conversation, events.MENTIONED, by=by, message=message.pk, agent=agent.pk)
        # Whoever was asked wants to know how it goes on; the event says it already.
        if not is_full(conversation):
            add_follower(conversation, agent)
