"""The page of parked input."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kundig.channels import actions
from kundig.channels.models import Parked
from kundig.channels.permissions import MANAGE
from kundig.channels.reach import arranged_by
from kundig.core import caps
from kundig.staff.guard import agent_of, needs


@require_safe
@needs(MANAGE)
def parked(request: HttpRequest) -> HttpResponse:
    """What is parked, the newest first."""
    found = _parked(request).filter(released_at=None).select_related("receipt__channel")
    page = Paginator(found.order_by("-parked_at"), caps.PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "channels/parked.html", {"place": "mailboxes", "page": page})


@require_POST
@needs(MANAGE)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one of them become a conversation."""
    found = get_object_or_404(_parked(request), pk=pk)
    actions.release(found, by=agent_of(request).actor)
    messages.success(request, _("It becomes a conversation in a moment."))
    return redirect("parked")


def _parked(request: HttpRequest) -> QuerySet[Parked]:
    return Parked.objects.filter(receipt__channel__in=arranged_by(agent_of(request).actor))
