"""Passing a message, or the whole conversation, on to somebody outside."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kundig.conversations import actions, permissions
from kundig.conversations.forms import ForwardForm
from kundig.conversations.models import Conversation, Direction, Message
from kundig.conversations.pane import visible_conversation
from kundig.conversations.protection import is_secret
from kundig.conversations.requests import AgentRequest, for_agents, number
from kundig.core import caps
from kundig.core.errors import NotAllowed, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def forward(request: AgentRequest, pk: int) -> HttpResponse:
    """The form, and its sending; `message` names one message, without it everything goes."""
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(permissions.REPLY, conversation):
        raise NotAllowed("")
    message = _named(request, conversation)
    form = ForwardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.forward(
                conversation,
                by=request.user.actor,
                messages=[message] if message else [],
                **form.cleaned_data,
            )
            return redirect("conversation", conversation.pk)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    passed = [message] if message else _shown(conversation)
    context = {
        "place": "inbox",
        "form": form,
        "conversation": conversation,
        "message": message,
        "passed": passed,
        "is_secret": any(is_secret(one.protection) for one in passed),
    }
    return render(
        request, "conversations/forward.html", context, status=422 if form.errors else 200
    )


def _named(request: AgentRequest, conversation: Conversation) -> Message | None:
    pk = number(request, "message")
    rows = conversation.messages.exclude(direction=Direction.NOTE).filter(withdrawn_at=None)
    return get_object_or_404(rows, pk=pk) if pk is not None else None


def _shown(conversation: Conversation) -> list[Message]:
    rows = conversation.messages.exclude(direction=Direction.NOTE)
    return list(rows.filter(withdrawn_at=None, forwards=[])[: caps.CONVERSATION_MESSAGES])
