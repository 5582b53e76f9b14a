"""Links between conversations: shown in the head, made in a dialog, taken off."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.candidates import candidates
from kundig.conversations.forms import LinkForm, TargetForm, cleaned
from kundig.conversations.models import Conversation, Relation, State, links_of
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.conversations.rows import STATE_ICONS, rows_of
from kundig.conversations.views.work import changed
from kundig.core.errors import NotAllowed


@dataclass(frozen=True)
class Linked:
    """Another conversation as the head shows it."""

    words: str | Promise
    other: Conversation
    icon: str


@require_GET
@for_agents
def links(request: AgentRequest, pk: int) -> HttpResponse:
    """The linked conversations that the agent may see, and the offer to resolve what a whole consists of."""
    conversation = visible_conversation(request.user, pk)
    parts = actions.open_parts(conversation, request.user.actor)
    context = {
        "conversation": conversation,
        "links": _linked(conversation, request),
        "can_work": request.user.may(permissions.WORK, conversation),
        "open_parts": 0 if conversation.is_open else parts.count(),
    }
    return render(request, "conversations/linked/links.html", context)


@require_GET
@for_agents
def choose(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose the conversation to link with, and what it is."""
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(permissions.WORK, conversation):
        raise NotAllowed("")
    text = request.GET.get("q", "").strip()
    found = candidates(request.user, conversation, text)
    context = {
        "conversation": conversation,
        "relations": Relation.choices,
        "text": text,
        "rows": rows_of(found, url_of=lambda one: f"#{one.pk}"),
    }
    if request.htmx.target == "targets":
        return render(request, "conversations/linked/targets.html", context)
    template = "dialog.html" if wants_part(request) else "page.html"
    return render(request, f"conversations/linked/{template}", context)


@require_POST
@for_agents
def link(request: AgentRequest, pk: int) -> HttpResponse:
    """Link the conversation with another one."""
    conversation = visible_conversation(request.user, pk)
    data = cleaned(LinkForm(request.POST, agent=request.user, act="conversation.link"))
    relation = data["relation"]
    actions.link(conversation, by=request.user.actor, other=data["into"], relation=relation)
    return changed(request, conversation)


@require_POST
@for_agents
def unlink(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a link off."""
    conversation = visible_conversation(request.user, pk)
    other = cleaned(TargetForm(request.POST, agent=request.user, act="conversation.unlink"))["into"]
    actions.unlink(conversation, by=request.user.actor, other=other)
    return changed(request, conversation)


@require_POST
@for_agents
def resolve_parts(request: AgentRequest, pk: int) -> HttpResponse:
    """Resolve what the conversation consists of."""
    conversation = visible_conversation(request.user, pk)
    actions.resolve_parts(conversation, by=request.user.actor)
    return changed(request, conversation)


def _linked(conversation: Conversation, request: AgentRequest) -> list[Linked]:
    visible = Conversation.objects.visible_to(request.user.actor)
    rows = links_of(conversation).filter(Q(source__in=visible), Q(target__in=visible))
    found = []
    for row in rows.select_related("source", "target").order_by("relation", "pk"):
        is_source = row.source_id == conversation.pk
        relation = Relation(row.relation)
        other = row.target if is_source else row.source
        words = (relation if is_source else relation.reverse).label
        found.append(Linked(words, other, STATE_ICONS[State(other.state)]))
    return found
