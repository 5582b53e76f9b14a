"""Who is at a conversation: said by each page of its own, asked by those that show it."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions
from kundig.conversations.forms import cleaned
from kundig.conversations.models import Conversation, Doing
from kundig.conversations.presence import attendants
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps


class PageForm(forms.Form):
    """What a browser calls an open page: 32 hexadecimal digits."""

    page = forms.RegexField(r"\A[0-9a-f]{32}\Z")


class AttendForm(PageForm):
    """What somebody does there."""

    doing = forms.TypedChoiceField(choices=Doing.choices, coerce=Doing)


@require_POST
@for_agents
def attend(request: AgentRequest, pk: int) -> HttpResponse:
    """Note that this page shows a conversation."""
    visible = Conversation.objects.visible_to(request.user.actor)
    conversation = get_object_or_404(visible, pk=pk)
    actions.attend(conversation, by=request.user.actor, **cleaned(AttendForm(request.POST)))
    return HttpResponse(status=204)


@require_POST
@for_agents
def leave(request: AgentRequest) -> HttpResponse:
    """Note that this page shows no conversation any more."""
    actions.leave(by=request.user.actor, page=cleaned(PageForm(request.POST))["page"])
    return HttpResponse(status=204)


@require_GET
@for_agents
def presence(request: AgentRequest) -> HttpResponse:
    """Who else is at conversations (`conversation`, repeatable); those out of reach have nobody."""
    named = request.GET.getlist("conversation")[: caps.PRESENCE_CONVERSATIONS]
    ids = [int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 19]
    found = {id: here[: caps.PRESENCE_SHOWN] for id, here in attendants(ids, request.user).items()}
    return render(request, "conversations/presence.html", {"found": found.items()})
