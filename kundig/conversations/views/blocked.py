"""Who is blocked, and letting them in again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kundig.conversations import actions, permissions
from kundig.conversations.models import BlockedSender
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps
from kundig.core.errors import NotAllowed


@require_safe
@for_agents
def blocked(request: AgentRequest) -> HttpResponse:
    """Blocked senders, as far as they concern the reader."""
    if not request.user.may(permissions.WORK):
        raise NotAllowed("")
    rows = BlockedSender.objects.visible_to(request.user.actor).select_related("team")
    page = Paginator(rows, caps.PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "conversations/blocked.html", {"place": "blocked-senders", "page": page})


@require_POST
@for_agents
def unblock(request: AgentRequest, pk: int) -> HttpResponse:
    """Let a sender in again."""
    found = get_object_or_404(BlockedSender.objects.visible_to(request.user.actor), pk=pk)
    actions.unblock(found, by=request.user.actor)
    messages.success(request, _("%(sender)s is no longer blocked.") % {"sender": found.value})
    return redirect("blocked-senders")
