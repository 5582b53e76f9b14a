"""Answers that wait for their moment: shown with their conversation, put off, cancelled."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.forms import SnoozeForm, cleaned
from kundig.conversations.models import Conversation, LaterAnswer
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, go_on, wants_part
from kundig.conversations.views.work import changes


@require_GET
@for_agents
def later_answers(request: AgentRequest, pk: int) -> HttpResponse:
    """The answers that wait in a conversation, the next one first."""
    conversation = visible_conversation(request.user, pk)
    context = {
        "answers": conversation.later_answers.select_related("agent").order_by("send_at", "pk"),
        "can_reply": request.user.may(permissions.REPLY, conversation),
    }
    return render(request, "conversations/later.html", context)


@require_POST
@for_agents
def put_off(request: AgentRequest, pk: int) -> HttpResponse:
    """Send an answer at another time."""
    later = _visible(request, pk)
    form = SnoozeForm(request.POST, channel=later.conversation.channel)
    actions.put_off_later(later, by=request.user.actor, at=cleaned(form)["until"])
    return _changed(request, later)


@require_POST
@for_agents
def cancel(request: AgentRequest, pk: int) -> HttpResponse:
    """Don't send an answer; it is a draft again."""
    later = _visible(request, pk)
    conversation = later.conversation
    actions.cancel_later(later, by=request.user.actor)
    if not wants_part(request):
        return go_on(conversation.pk)
    # The composer must bring the text back, so the whole pane is drawn anew.
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _visible(request: AgentRequest, pk: int) -> LaterAnswer:
    visible = Conversation.objects.visible_to(request.user.actor)
    rows = LaterAnswer.objects.filter(conversation__in=visible)
    return get_object_or_404(rows.select_related("conversation", "agent"), pk=pk)


def _changed(request: AgentRequest, later: LaterAnswer) -> HttpResponse:
    if not wants_part(request):
        return go_on(later.conversation_id)
    return HttpResponse(status=204, headers={"HX-Trigger": changes(later.conversation)})
