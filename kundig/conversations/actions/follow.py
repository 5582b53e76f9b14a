"""follow, unfollow: hearing of a conversation without working on it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import follow_events, permissions
from kundig.conversations.models import Conversation, Follower
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.staff.models import Agent


@action("conversation.follow", _("Follow"), needs=permissions.SEE, icon="bell-plus")
def follow(conversation: Conversation, *, by: Actor, agent: Agent | None = None) -> None:
    """Let an agent hear of what happens from now on; without one it is oneself.

    Refused for an agent who may not see the conversation; others can be added by whoever may write notes.
    """
    agent = _whom(conversation, by, agent)
    if not agent.is_active or not agent.may(permissions.SEE, conversation):
        raise Refused(_("%(name)s may not see this conversation.") % {"name": agent.name})
    if is_full(conversation):
        raise Refused(_("No more than %(most)s can follow.") % {"most": caps.FOLLOWERS})
    if add_follower(conversation, agent):
        record(conversation, follow_events.FOLLOWED, by=by, agent=agent.pk)


@action("conversation.unfollow", _("Stop following"), needs=permissions.SEE, icon="bell-off")
def unfollow(conversation: Conversation, *, by: Actor, agent: Agent | None = None) -> None:
    """Tell an agent no more of what happens; without one it is oneself. Others by whoever may write notes."""
    agent = _whom(conversation, by, agent)
    gone, _kinds = Follower.objects.filter(conversation=conversation, agent=agent).delete()
    if gone:
        record(conversation, follow_events.UNFOLLOWED, by=by, agent=agent.pk)


def add_follower(conversation: Conversation, agent: Agent) -> bool:
    """Let somebody follow who may see the conversation; tells whether they did not yet."""
    _row, is_new = Follower.objects.get_or_create(conversation=conversation, agent=agent)
    return is_new


def is_full(conversation: Conversation) -> bool:
    """Tell whether as many follow as may."""
    return Follower.objects.filter(conversation=conversation).count() >= caps.FOLLOWERS


def follow_along(conversation: Conversation, into: Conversation) -> None:
    """Let whoever follows a conversation follow the one that it was merged into, where they may see it."""
    for agent in conversation.followers.all():
        if agent.may(permissions.SEE, into) and not is_full(into):
            add_follower(into, agent)


def _whom(conversation: Conversation, by: Actor, agent: Agent | None) -> Agent:
    """Return the agent who is meant. NotAllowed for somebody else without the right to write notes."""
    if agent is None:
        if by.kind != "agent" or by.id is None:
            raise Refused(_("Who shall follow?"))
        return Agent.objects.get(pk=by.id)
    is_oneself = by.kind == "agent" and by.id == agent.pk
    if not is_oneself and not by.may(permissions.NOTE, conversation):
        raise NotAllowed(_("You don’t have the right to do this."))
    return agent
