"""Side conversations: begun from the conversation that they are about, and shown folded in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kundig.conversations import actions, permissions
from kundig.conversations.models import Conversation, Message, Seen
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.conversations.side_forms import SideForm
from kundig.core import caps
from kundig.core.errors import NotAllowed, Refused
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Side:
    """A side conversation as it stands folded in another one: its newest messages, and how many its reader has not seen."""

    conversation: Conversation
    messages: list[Message]
    unread: int


@require_GET
@for_agents
def sides(request: AgentRequest, pk: int) -> HttpResponse:
    """The side conversations about a conversation, the liveliest first."""
    conversation = visible_conversation(request.user, pk)
    context = {"sides": _sides(conversation, request.user)}
    return render(request, "conversations/sides.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def start(request: AgentRequest, pk: int) -> HttpResponse:
    """The form for a new side conversation, and its sending."""
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(permissions.REPLY, conversation):
        raise NotAllowed("")
    form = SideForm(request.POST or None, conversation=conversation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.start_side(conversation, by=request.user.actor, **form.cleaned_data)
            return redirect("conversation", conversation.pk)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    context = {"place": "inbox", "form": form, "conversation": conversation}
    status = 422 if form.errors else 200
    return render(request, "conversations/side.html", context, status=status)


def _sides(conversation: Conversation, agent: Agent) -> list[Side]:
    visible = conversation.sides.visible_to(agent.actor).select_related("customer")
    found = list(visible.prefetch_related("customer__addresses").order_by("-last_activity_at"))
    pks = [side.pk for side in found]
    seen = dict(
        Seen.objects.filter(agent=agent, conversation__in=pks).values_list("conversation", "at")
    )
    by_side: dict[int, list[Message]] = defaultdict(list)
    for message in _newest(pks):
        by_side[message.conversation_id].append(message)
    return [
        Side(
            side,
            by_side[side.pk],
            sum(
                one.is_inbound and (side.pk not in seen or one.created_at > seen[side.pk])
                for one in by_side[side.pk]
            ),
        )
        for side in found
    ]


def _newest(pks: list[int]) -> list[Message]:
    """The newest messages of each, in order, without their HTML."""
    rows = Message.objects.filter(conversation__in=pks, withdrawn_at=None)
    number = Window(RowNumber(), partition_by=F("conversation"), order_by=F("pk").desc())
    newest = rows.annotate(number=number).filter(number__lte=caps.SIDE_MESSAGES)
    return list(newest.select_related("agent").defer("html", "text").order_by("created_at", "pk"))
