"""What the browser's palette fetches: once what there is, then what is found by the letters typed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kundig.conversations import permissions
from kundig.conversations.models import Conversation
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, number
from kundig.core import caps
from kundig.core.errors import NotAllowed
from kundig.desk.palette.choices import MAKES, STEPS, choices_for
from kundig.desk.palette.command import Command
from kundig.desk.palette.found import found_by, remembered
from kundig.desk.palette.places import everywhere, where_to_go
from kundig.desk.palette.verbs import verbs_for
from kundig.web.address import address
from kundig.web.drawing import joined, markup

_MAKE = '<li hidden data-makes="{}" data-post="{}" data-head="yes">{}</li>'


@require_GET
@for_agents
def palette(request: AgentRequest) -> HttpResponse:
    """All commands; with `conversation` also its verbs, with `recent` what was chosen before."""
    agent = request.user
    conversation = _conversation(request)
    recent = request.GET.get("recent", "")[: caps.PALETTE_RECENT_CHARS].split(",")
    commands = verbs_for(conversation, agent) if conversation else []
    commands += [*everywhere(agent), *where_to_go(request, agent), *remembered(recent, agent)]
    return _answer(commands)


@require_GET
@for_agents
def step(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    """What there is to choose from for the verb `name` of a conversation."""
    conversation = visible_conversation(request.user, pk)
    if name not in STEPS:
        raise Http404
    if not request.user.may(permissions.WORK, conversation):
        raise NotAllowed(_("You don’t have the right to do this."))
    answer = _answer(choices_for(name, conversation, request.user))
    if name in MAKES:
        field, words = MAKES[name]
        url = address(f"conversation-{name.replace('_', '-')}", conversation.pk)
        answer.write(markup(_MAKE, field, url, words))
    return answer


@require_GET
@for_agents
def found(request: AgentRequest) -> HttpResponse:
    """Conversations, people and companies for `q`."""
    text = request.GET.get("q", "")[: caps.SEARCH_QUERY_CHARS].strip()
    return _answer(found_by(text, request.user) if text else [])


def _conversation(request: AgentRequest) -> Conversation | None:
    """The open conversation; none where it is out of reach meanwhile, for the rest can be done still."""
    pk = number(request, "conversation")
    if pk is None:
        return None
    try:
        return visible_conversation(request.user, pk)
    except Http404:
        return None


def _answer(commands: list[Command]) -> HttpResponse:
    return HttpResponse(joined(command.drawn() for command in commands))
