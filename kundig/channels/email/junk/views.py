"""The page that tells how spam is found, and what was learnt so far."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kundig.channels.email.junk.learning import lessons
from kundig.channels.email.models import Mailbox
from kundig.channels.permissions import MANAGE
from kundig.conversations.permissions import WORK
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps
from kundig.core.errors import NotAllowed


@require_safe
@for_agents
def spam_filter(request: AgentRequest) -> HttpResponse:
    """How the filter decides, for whoever may work on conversations; mailboxes for those who arrange them."""
    if not request.user.may(WORK):
        raise NotAllowed("")
    spam, good = lessons()
    within_reach = Mailbox.objects.visible_to(request.user.actor).select_related("channel")
    mailboxes = within_reach.filter(channel__closed_at=None)
    return render(
        request,
        "email/spam_filter.html",
        {
            "place": "spam-filter",
            "spam": spam,
            "good": good,
            "wanted": caps.SPAM_LESSONS,
            "decides": min(spam, good) >= caps.SPAM_LESSONS,
            "mailboxes": mailboxes.order_by("channel__name") if request.user.may(MANAGE) else [],
        },
    )
