"""Handing conversations back while one is away, and taking them back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.absence import unfinished
from kundig.conversations.actions import last_handed_back
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps
from kundig.core.errors import NotAllowed


@for_agents
def hand_back(request: AgentRequest) -> HttpResponse:
    """Choose among one's own conversations which ones others are to go on with."""
    agent = request.user
    if not agent.may(permissions.WORK):
        raise NotAllowed(_("You don’t have the right to do this."))
    own = unfinished(agent).select_related("team", "customer")[: caps.HAND_BACK_ROWS]
    if request.method == "POST":
        chosen = set(request.POST.getlist("conversation"))
        given = [conversation for conversation in own if str(conversation.pk) in chosen]
        actions.hand_back(agent, by=agent.actor, conversations=given)
        said = ngettext(
            "%(count)s conversation is with its team again.",
            "%(count)s conversations are with their teams again.",
            len(given),
        )
        messages.success(request, said % {"count": len(given)})
        return redirect("hand-back")
    context = {"place": "profile", "own": own, "last": last_handed_back(agent)}
    return render(request, "conversations/hand_back.html", context)


@require_POST
@for_agents
def take_back(request: AgentRequest) -> HttpResponse:
    """Take back what nobody else has taken meanwhile."""
    agent = request.user
    if not agent.may(permissions.WORK):
        raise NotAllowed(_("You don’t have the right to do this."))
    actions.take_back(agent, by=agent.actor)
    messages.success(request, _("What nobody else has taken is yours again."))
    return redirect("inbox", "mine")
