"""Merging, splitting and moving messages, and taking it back."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.actions.row import preview_of
from kundig.conversations.candidates import candidates
from kundig.conversations.forms import MessagesForm, TargetForm, cleaned
from kundig.conversations.models import Conversation, Message, Move
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, number, wants_part
from kundig.conversations.rows import rows_of
from kundig.conversations.shown import ShownMessage
from kundig.conversations.views.work import changes
from kundig.core.errors import NotAllowed


@require_GET
@for_agents
def choose_target(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose the conversation to merge into, or to move the message `message` to."""
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(permissions.ARRANGE, conversation):
        raise NotAllowed("")
    text = request.GET.get("q", "").strip()
    context = {
        "conversation": conversation,
        **_moved(conversation, number(request, "message")),
        "text": text,
        "rows": rows_of(
            candidates(request.user, conversation, text), url_of=lambda one: f"#{one.pk}"
        ),
    }
    if request.htmx.target == "targets":
        return render(request, "conversations/arrange/targets.html", context)
    template = "dialog.html" if wants_part(request) else "page.html"
    return render(request, f"conversations/arrange/{template}", context)


@require_POST
@for_agents
def merge(request: AgentRequest, pk: int) -> HttpResponse:
    """Merge this conversation into another and go there."""
    conversation = visible_conversation(request.user, pk)
    form = TargetForm(request.POST, agent=request.user, act="conversation.merge")
    into = cleaned(form)["into"]
    actions.merge(conversation, by=request.user.actor, into=into)
    return redirect("conversation", into.pk)


@require_POST
@for_agents
def move_message(request: AgentRequest, pk: int, message_pk: int) -> HttpResponse:
    """Move one message into another conversation and go there."""
    conversation = visible_conversation(request.user, pk)
    message = get_object_or_404(conversation.messages, pk=message_pk)
    form = TargetForm(request.POST, agent=request.user, act="conversation.move_message")
    into = cleaned(form)["into"]
    actions.move_message(conversation, by=request.user.actor, message=message, into=into)
    return redirect("conversation", into.pk)


@require_POST
@for_agents
def split(request: AgentRequest, pk: int) -> HttpResponse:
    """Open a new conversation with some of the messages and go there."""
    conversation = visible_conversation(request.user, pk)
    form = MessagesForm(request.POST, conversation=conversation, agent=request.user)
    chosen = list(cleaned(form)["messages"])
    if request.POST.get("rest"):
        chosen = _from_here_on(conversation, chosen[0])
    target = actions.split(conversation, by=request.user.actor, messages=chosen)
    return redirect("conversation", target.pk)


@require_POST
@for_agents
def undo_move(request: AgentRequest, pk: int) -> HttpResponse:
    """Bring moved messages back."""
    visible = Conversation.objects.visible_to(request.user.actor)
    moves = Move.objects.filter(source__in=visible, target__in=visible)
    move = get_object_or_404(moves.select_related("source", "target"), pk=pk)
    actions.undo_move(move, by=request.user.actor)
    if not wants_part(request):
        return redirect("conversation", move.source_id)
    names = {changes(move.source), changes(move.target)}
    return HttpResponse(status=204, headers={"HX-Trigger": ", ".join(sorted(names))})


def _moved(conversation: Conversation, pk: int | None) -> dict[str, Any]:
    """What the choice is about: one message and what follows it, or the whole conversation."""
    if pk is None:
        return {"message": None}
    rows = conversation.messages.filter(withdrawn_at=None).select_related("agent", "customer")
    message = get_object_or_404(rows.defer("html"), pk=pk)
    following = rows.filter(
        Q(created_at__gt=message.created_at) | Q(created_at=message.created_at, pk__gt=message.pk)
    ).count()
    return {
        "message": message,
        "author": ShownMessage(message).author,
        "excerpt": preview_of(message),
        "following": following,
        "is_only_one": rows.count() < 2,
        "is_first": rows.count() == following + 1,
    }


def _from_here_on(conversation: Conversation, first: Message) -> list[Message]:
    ordered = list(conversation.messages.filter(withdrawn_at=None).order_by("created_at", "pk"))
    return ordered[ordered.index(first) :]
