"""The page that shows how all mailboxes fare."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kundig.channels.email.health import health_of
from kundig.channels.email.models import Mailbox
from kundig.channels.permissions import MANAGE
from kundig.staff.guard import agent_of, needs


@require_safe
@needs(MANAGE)
def health(request: HttpRequest) -> HttpResponse:
    """Every open mailbox within reach, those in trouble first."""
    mailboxes = Mailbox.objects.visible_to(agent_of(request).actor).filter(channel__closed_at=None)
    mailboxes = mailboxes.select_related("channel", "service_account")
    found = [health_of(mailbox) for mailbox in mailboxes.order_by("channel__name")]
    found.sort(key=lambda one: one.is_well)
    return render(request, "email/health.html", {"place": "mailboxes", "found": found})
