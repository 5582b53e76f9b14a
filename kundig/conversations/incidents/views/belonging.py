"""Which conversations belong to an incident: from its page, and from a conversation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import permissions
from kundig.conversations.incidents import actions
from kundig.conversations.incidents.permissions import MANAGE
from kundig.conversations.incidents.views.common import PLACE, both, must, visible
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps


@require_POST
@for_agents
def join(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a conversation to an incident."""
    shown, conversation = both(request, pk)
    actions.join(shown, by=request.user.actor, conversation=conversation)
    return redirect("incident", pk)


@require_POST
@for_agents
def leave(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a conversation away from an incident."""
    shown, conversation = both(request, pk)
    actions.leave(shown, by=request.user.actor, conversation=conversation)
    return redirect("incident", pk)


@require_GET
@for_agents
def choose(request: AgentRequest, pk: int) -> HttpResponse:
    """Which incident a conversation belongs to; those that are not over are offered."""
    conversation = visible_conversation(request.user, pk)
    must(request, permissions.WORK)
    others = visible(request).filter(resolved_at=None).exclude(conversations=conversation)
    context = PLACE | {
        "conversation": conversation,
        "own": visible(request).filter(conversations=conversation),
        "offered": others.order_by("-pk")[: caps.PAGE_ROWS],
        "can_manage": request.user.may(MANAGE),
    }
    return render(request, "incidents/choose.html", context)


@require_GET
@for_agents
def line(request: AgentRequest, pk: int) -> HttpResponse:
    """What stands in a conversation's head: which incidents it belongs to."""
    conversation = visible_conversation(request.user, pk)
    context = {"incidents": visible(request).filter(conversations=conversation).order_by("-pk")}
    return render(request, "incidents/line.html", context)
