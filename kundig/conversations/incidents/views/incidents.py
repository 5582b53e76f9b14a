"""Pages of incidents: all of them, and what is known of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kundig.conversations import permissions
from kundig.conversations.incidents import actions
from kundig.conversations.incidents.forms import IncidentForm
from kundig.conversations.incidents.models import Incident, Stage
from kundig.conversations.incidents.permissions import MANAGE
from kundig.conversations.incidents.views.common import (
    PLACE,
    incident_of,
    must,
    round_context,
    visible,
)
from kundig.conversations.models import Conversation
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps
from kundig.core.errors import NotAllowed
from kundig.core.events import subject_kind
from kundig.core.models import Event
from kundig.core.sentences import describe
from kundig.staff.forms import done


@require_GET
@for_agents
def incidents(request: AgentRequest) -> HttpResponse:
    """All incidents, those that are not over first."""
    rows = visible(request).order_by("-resolved_at", "-pk")
    page = Paginator(rows, caps.PAGE_ROWS).get_page(request.GET.get("page"))
    context = PLACE | {"page": page, "can_manage": request.user.may(MANAGE)}
    return render(request, "incidents/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def make(request: AgentRequest) -> HttpResponse:
    """Begin an incident, for a conversation if the address names one."""
    must(request, MANAGE)
    conversation = _named(request)
    form = IncidentForm(request.POST or None)
    if form.is_valid():
        made: list[Incident] = []
        by, data = request.user.actor, form.cleaned_data
        if done(form, lambda: made.append(actions.make(by=by, **data))):  # type: ignore[arg-type]  # a model's form
            if conversation is not None:
                actions.join(made[0], by=by, conversation=conversation)
            return redirect("incident", made[0].pk)
    return _form(request, form, None, conversation)


@require_GET
@for_agents
def incident(request: AgentRequest, pk: int) -> HttpResponse:
    """What is known, whom it concerns within one's reach, and what was done."""
    shown = incident_of(request, pk)
    by = request.user.actor
    seen = shown.seen_by(by)
    rows = seen.select_related("customer", "team").prefetch_related("customer__addresses")
    rows = rows.order_by("-last_activity_at", "-pk")
    happened = list(_events(shown))
    context = PLACE | {
        **round_context(request, shown),
        "page": Paginator(rows, caps.PAGE_ROWS).get_page(request.GET.get("page")),
        "people": seen.values("customer").distinct().count(),
        "happened": list(zip(happened, describe(happened), strict=True)),
        "can_lead": shown.is_led_by(by),
        "can_manage": request.user.may(MANAGE),
        "can_work": request.user.may(permissions.WORK),
    }
    return render(request, "incidents/incident.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def change(request: AgentRequest, pk: int) -> HttpResponse:
    """Say what is known by now."""
    shown = incident_of(request, pk)
    by = request.user.actor
    if not shown.is_led_by(by):
        raise NotAllowed(_("You don’t have the right to do this."))
    form = IncidentForm(request.POST or None, instance=Incident.objects.get(pk=pk))
    if form.is_valid():
        data = form.cleaned_data
        data["stage"] = Stage(data["stage"])
        if done(form, lambda: actions.change(shown, by=by, **data)):  # type: ignore[arg-type]  # a model's form
            return redirect("incident", pk)
    return _form(request, form, shown)


def _named(request: AgentRequest) -> Conversation | None:
    number = request.GET.get("conversation", "")
    if not number:
        return None
    is_number = number.isascii() and number.isdigit() and len(number) <= caps.ID_DIGITS
    return visible_conversation(request.user, int(number) if is_number else 0)


def _events(shown: Incident) -> QuerySet[Event]:
    rows = Event.objects.filter(subject_kind=subject_kind(Incident), subject_id=shown.pk)
    return rows.order_by("-pk")[: caps.PAGE_ROWS]


def _form(
    request: AgentRequest,
    form: IncidentForm,
    shown: Incident | None,
    conversation: Conversation | None = None,
) -> HttpResponse:
    context = PLACE | {"form": form, "incident": shown, "conversation": conversation}
    return render(request, "incidents/form.html", context, status=422 if form.errors else 200)
