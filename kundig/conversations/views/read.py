"""Parts of the conversation's pane that fetch themselves anew."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions
from kundig.conversations.pane import head_context, stream_context, visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents


@require_GET
@for_agents
def stream(request: AgentRequest, pk: int) -> HttpResponse:
    """The newest stretch of the timeline, and the head beside it."""
    conversation = visible_conversation(request.user, pk)
    context = {
        **head_context(conversation, request.user),
        **stream_context(conversation, request.user),
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
