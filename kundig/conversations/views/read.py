"""Parts of the conversation's pane that fetch themselves: again when it changes, or when a menu opens."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.around import look_around
from kundig.conversations.models import Category, Conversation, branches
from kundig.conversations.offered import (
    followers_and_others,
    offered_agents,
    offered_statuses,
    offered_tags,
    offered_teams,
)
from kundig.conversations.pane import head_context, stream_context, visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.conversations.snoozing import presets_for
from kundig.core.errors import NotAllowed


@require_GET
@for_agents
def stream(request: AgentRequest, pk: int) -> HttpResponse:
    """The newest stretch of the timeline, and the head beside it."""
    conversation = visible_conversation(request.user, pk)
    around = look_around(conversation, request.user)
    context = {
        **head_context(conversation, request.user, around),
        **stream_context(conversation, request.user, around=around),
    }
    return render(request, "conversations/stream_and_head.html", context)


@require_GET
@for_agents
def earlier(request: AgentRequest, pk: int, message_pk: int) -> HttpResponse:
    """The stretch of the timeline before a message."""
    conversation = visible_conversation(request.user, pk)
    before = get_object_or_404(conversation.messages, pk=message_pk)
    context = stream_context(conversation, request.user, before=before)
    return render(request, "conversations/items.html", context)


@require_POST
@for_agents
def look(request: AgentRequest, pk: int, message_pk: int) -> HttpResponse:
    """Note that the agent has seen everything up to a message."""
    conversation = visible_conversation(request.user, pk)
    message = get_object_or_404(conversation.messages, pk=message_pk)
    actions.look(conversation, by=request.user.actor, message=message)
    return HttpResponse(status=204)


@require_GET
@for_agents
def agents(request: AgentRequest, pk: int) -> HttpResponse:
    """Whom the conversation can be assigned to, oneself first."""
    conversation = _workable(request, pk)
    return _offer(request, "agents", conversation, agents=offered_agents(request.user))


@require_GET
@for_agents
def teams(request: AgentRequest, pk: int) -> HttpResponse:
    """Which teams the conversation can be handed to."""
    return _offer(request, "teams", _workable(request, pk), teams=offered_teams())


@require_GET
@for_agents
def tags(request: AgentRequest, pk: int) -> HttpResponse:
    """Which known tags the conversation does not have yet."""
    conversation = _workable(request, pk)
    return _offer(request, "tags", conversation, tags=offered_tags(conversation))


@require_GET
@for_agents
def followers(request: AgentRequest, pk: int) -> HttpResponse:
    """Who follows the conversation, and who could be added by those who may write notes."""
    conversation = visible_conversation(request.user, pk)
    following, others = followers_and_others(conversation)
    may_add = request.user.may(permissions.NOTE, conversation)
    return _offer(
        request,
        "followers",
        conversation,
        following=[agent for agent in following if agent != request.user],
        is_following=request.user in following,
        others=[agent for agent in others if agent != request.user] if may_add else (),
        may_add=may_add,
    )


@require_GET
@for_agents
def statuses(request: AgentRequest, pk: int) -> HttpResponse:
    """Which statuses the conversation can be given."""
    conversation = _workable(request, pk)
    return _offer(request, "statuses", conversation, statuses=offered_statuses(conversation))


@require_GET
@for_agents
def categories(request: AgentRequest, pk: int) -> HttpResponse:
    """Which categories the conversation can be put into, as a tree."""
    tree = branches(Category.objects.current())
    return _offer(request, "categories", _workable(request, pk), branches=tree)


@require_GET
@for_agents
def snooze_moments(request: AgentRequest, pk: int) -> HttpResponse:
    """Until when the conversation can be put away."""
    conversation = _workable(request, pk)
    return _offer(request, "snooze", conversation, presets=presets_for(conversation.channel))


@require_GET
@for_agents
def send_moments(request: AgentRequest, pk: int) -> HttpResponse:
    """Until when the conversation can be put away with an answer, and when an answer can be sent."""
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(permissions.REPLY, conversation):
        raise NotAllowed("")
    if not wants_part(request):
        # They are buttons of the composer's form and mean nothing by themselves.
        return redirect("conversation", pk)
    can_work = request.user.may(permissions.WORK, conversation)
    presets = presets_for(conversation.channel)
    return _offer(request, "send", conversation, presets=presets, can_work=can_work)


def _workable(request: AgentRequest, pk: int) -> Conversation:
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(permissions.WORK, conversation):
        raise NotAllowed("")
    return conversation


def _offer(
    request: AgentRequest, name: str, conversation: Conversation, **choices: Any
) -> HttpResponse:
    part = f"conversations/choices/{name}.html"
    context = {"conversation": conversation, "place": "inbox", "part": part, **choices}
    return render(
        request, part if wants_part(request) else "conversations/choices/page.html", context
    )
