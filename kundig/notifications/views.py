"""The bell: its count in the rail, its page, and what is read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations.requests import AgentRequest, for_agents, number, wants_part
from kundig.core import caps
from kundig.notifications import actions, reading
from kundig.notifications.about import address_of
from kundig.notifications.models import Notification


@require_GET
@for_agents
def notifications(request: AgentRequest) -> HttpResponse:
    """What one was told of, newest first; `after` goes on behind one of them."""
    after = number(request, "after")
    last = request.user.notifications.filter(pk=after).first() if after else None
    lines, further = reading.page(request.user, last)
    template = "rows" if wants_part(request) else "page"
    context = {
        "place": "notifications",
        "lines": lines,
        "further": further,
        "has_unread": any(line.is_unread for line in lines),
    }
    return render(request, f"notifications/{template}.html", context)


@require_GET
@for_agents
def count(request: AgentRequest) -> HttpResponse:
    """How many are unread, for the rail; whoever opens the address itself gets the page."""
    return _count(request) if wants_part(request) else redirect("notifications")


@require_POST
@for_agents
def seen(request: AgentRequest) -> HttpResponse:
    """A conversation stands open: what is about it counts as read."""
    text = request.POST.get("conversation", "")
    if text.isascii() and text.isdigit() and len(text) < caps.ID_DIGITS:
        bell = actions.bell_of(request.user)
        actions.read_all(bell, by=request.user.actor, conversation=int(text))
    return _count(request)


@require_POST
@for_agents
def read_all(request: AgentRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.read_all(actions.bell_of(request.user), by=request.user.actor)
    messages.success(request, _("All notifications are read."))
    return redirect("notifications")


@require_POST
@for_agents
def go(request: AgentRequest, pk: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    visible = reading.in_bell(request.user).select_related("event", "agent")
    found: Notification = get_object_or_404(visible, pk=pk)
    actions.read(found, by=request.user.actor)
    return redirect(address_of(found))


def _count(request: AgentRequest) -> HttpResponse:
    about = reading.unread(request.user)
    conversations = [str(pk) for kind, pk in about if kind == "conversation"]
    context = {
        "count": len(about),
        "most": caps.NOTIFICATIONS_COUNTED,
        "open": " ".join(conversations),
    }
    return render(request, "notifications/count.html", context)
