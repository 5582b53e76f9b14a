"""What can be named while one writes a note: colleagues by @, conversations by #."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kundig.conversations import permissions
from kundig.conversations.models import Conversation
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps
from kundig.core.errors import NotAllowed
from kundig.staff.models import Agent


@require_GET
@for_agents
def names(request: AgentRequest, pk: int) -> HttpResponse:
    """Colleagues who may see the conversation (`sign=@`), or other conversations (`sign=#`), that begin like `q`."""
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(permissions.NOTE, conversation):
        raise NotAllowed("")
    typed = request.GET.get("q", "")[:60].strip()
    is_conversation = request.GET.get("sign") == "#"
    context = {
        "agents": [] if is_conversation else _colleagues(conversation, typed),
        "conversations": _conversations(request.user, conversation, typed)
        if is_conversation
        else [],
    }
    return render(request, "conversations/composer/names.html", context)


def _colleagues(conversation: Conversation, typed: str) -> list[Agent]:
    found: list[Agent] = []
    for agent in Agent.objects.active().filter(name__icontains=typed).order_by("name"):
        if agent.may(permissions.SEE, conversation):
            found.append(agent)
        if len(found) == caps.SUGGESTIONS:
            break
    return found


def _conversations(agent: Agent, conversation: Conversation, typed: str) -> list[Conversation]:
    """The one of that number, or the newest others of the same person."""
    rows = Conversation.objects.visible_to(agent.actor).exclude(pk=conversation.pk)
    if typed.isdecimal() and typed.isascii() and len(typed) <= caps.ID_DIGITS:
        return list(rows.filter(pk=int(typed)))
    if typed:
        return []
    newest = rows.filter(customer=conversation.customer_id).order_by("-last_activity_at")
    return list(newest[: caps.SUGGESTIONS])
