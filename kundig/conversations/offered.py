"""What a conversation's verbs can be given: colleagues, teams, tags, followers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import QuerySet

from kundig.conversations import permissions
from kundig.conversations.models import Conversation, State, Status, Tag
from kundig.core import caps
from kundig.staff.models import Agent, Team


def offered_agents(agent: Agent) -> Sequence[Agent]:
    """Return whom a conversation can be assigned to, `agent` first."""
    return sorted(Agent.objects.active(), key=lambda one: one.pk != agent.pk)


def offered_teams() -> QuerySet[Team]:
    """Return which teams a conversation can be handed to."""
    return Team.objects.current()


def offered_statuses(conversation: Conversation) -> list[Status]:
    """Return the statuses that a conversation can be given, in the order of the states."""
    order = list(State)
    found = [
        one
        for one in Status.objects.current()
        if one.state != State.SNOOZED or conversation.state == State.SNOOZED
    ]
    return sorted(found, key=lambda one: (order.index(State(one.state)), one.position, one.pk))


def offered_tags(conversation: Conversation | None = None) -> list[Tag]:
    """Return the tags that can be given, those that a conversation has already left out; lately used ones first."""
    found = Tag.objects.current()
    if conversation is not None:
        found = found.exclude(conversations=conversation)
    uses = _lately_used()
    used = sorted(found.filter(pk__in=uses), key=lambda tag: (-uses[tag.pk], tag.name.lower()))
    return [*used, *found.exclude(pk__in=uses)[: caps.OFFERED_TAGS]][: caps.OFFERED_TAGS]


def _lately_used() -> Counter[int]:
    """Return how often each tag was given of late."""
    tagging = Conversation.tags.through.objects.order_by("-pk")
    return Counter(tagging.values_list("tag_id", flat=True)[: caps.LATELY_TAGGED])


def followers_and_others(conversation: Conversation) -> tuple[list[Agent], list[Agent]]:
    """Return who follows a conversation, and which other colleagues may see it."""
    following = set(conversation.followers.values_list("pk", flat=True))
    able = [one for one in Agent.objects.active() if one.may(permissions.SEE, conversation)]
    followers = [one for one in able if one.pk in following]
    return followers, [one for one in able if one.pk not in following]
