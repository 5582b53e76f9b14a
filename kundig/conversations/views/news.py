"""What arrived while somebody writes: how much, and what, where their answer was stopped for it."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from kundig.conversations.models import Conversation
from kundig.conversations.news import Overtaken, arrivals, mark
from kundig.conversations.requests import AgentRequest, for_agents


@require_GET
@for_agents
def news(request: AgentRequest, pk: int) -> HttpResponse:
    """How much arrived since `seen`: here as a button, elsewhere as links; 204 where that is nothing."""
    rows = Conversation.objects.visible_to(request.user.actor)
    conversation = get_object_or_404(rows, pk=pk)
    # Before asking, so that nothing can fall between.
    now_seen = mark()
    found = arrivals(conversation, request.GET.get("seen", ""), request.user.actor)
    if not found:
        return HttpResponse(status=204)
    elsewhere = Counter(one.message.conversation for one in found if not one.is_here)
    context = {
        "here": len(found) - elsewhere.total(),
        "elsewhere": elsewhere.most_common(),
        "mark": now_seen,
    }
    return render(request, "conversations/composer/arrived.html", context)


def stopped(request: AgentRequest, stop: Overtaken) -> HttpResponse:
    """Answer that an answer was not sent, and why, above its send button."""
    context = {"arrivals": stop.arrivals, "mark": stop.mark}
    response = render(request, "conversations/composer/overtaken.html", context, status=stop.status)
    response["HX-Retarget"] = "#reply-form .composer-bar"
    response["HX-Reswap"] = "beforebegin"
    return response
