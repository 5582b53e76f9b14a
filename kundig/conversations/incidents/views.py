"""Pages of incidents, and the way there from a conversation."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kundig.conversations import permissions
from kundig.conversations.forms import cleaned
from kundig.conversations.incidents import actions
from kundig.conversations.incidents.answering import text_for
from kundig.conversations.incidents.forms import AnswerForm, IncidentForm, NumberForm
from kundig.conversations.incidents.models import Incident, Round, Stage
from kundig.conversations.incidents.permissions import MANAGE
from kundig.conversations.models import Conversation, State
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps
from kundig.core.errors import NotAllowed
from kundig.core.events import subject_kind
from kundig.core.models import Event
from kundig.core.sentences import describe
from kundig.staff.forms import done

PLACE = {"place": "incidents"}
# How many people's answers the preview shows.
_PREVIEWED = 5


@require_GET
@for_agents
def incidents(request: AgentRequest) -> HttpResponse:
    """All incidents, those that are not over first."""
    rows = _visible(request).order_by("-resolved_at", "-pk")
    page = Paginator(rows, caps.PAGE_ROWS).get_page(request.GET.get("page"))
    context = PLACE | {"page": page, "can_manage": request.user.may(MANAGE)}
    return render(request, "incidents/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def make(request: AgentRequest) -> HttpResponse:
    """Begin an incident."""
    _must(request, MANAGE)
    form = IncidentForm(request.POST or None)
    if form.is_valid():
        made: list[Incident] = []
        by, data = request.user.actor, form.cleaned_data
        if done(form, lambda: made.append(actions.make(by=by, **data))):  # type: ignore[arg-type]  # a model's form
            return redirect("incident", made[0].pk)
    return _form(request, form, None)


@require_GET
@for_agents
def incident(request: AgentRequest, pk: int) -> HttpResponse:
    """What is known, whom it concerns within one's reach, and what was done."""
    shown = get_object_or_404(_visible(request), pk=pk)
    seen = shown.seen_by(request.user.actor)
    rows = seen.select_related("customer", "team").order_by("-last_activity_at", "-pk")
    happened = list(_events(shown))
    context = PLACE | {
        "incident": shown,
        "page": Paginator(rows, caps.PAGE_ROWS).get_page(request.GET.get("page")),
        "people": seen.values("customer").distinct().count(),
        "happened": list(zip(happened, describe(happened), strict=True)),
        "round": _own_round(request, shown),
        "can_manage": request.user.may(MANAGE),
        "can_work": request.user.may(permissions.WORK),
    }
    return render(request, "incidents/incident.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def change(request: AgentRequest, pk: int) -> HttpResponse:
    """Say what is known by now."""
    shown = get_object_or_404(_visible(request), pk=pk)
    _must(request, MANAGE)
    form = IncidentForm(request.POST or None, instance=Incident.objects.get(pk=pk))
    if form.is_valid():
        data = form.cleaned_data
        data["stage"] = Stage(data["stage"])
        by = request.user.actor
        if done(form, lambda: actions.change(shown, by=by, **data)):  # type: ignore[arg-type]  # a model's form
            return redirect("incident", pk)
    return _form(request, form, shown)


@require_POST
@for_agents
def join(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a conversation to an incident."""
    shown, conversation = _both(request, pk)
    actions.join(shown, by=request.user.actor, conversation=conversation)
    return redirect("incident", pk)


@require_POST
@for_agents
def leave(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a conversation away from an incident."""
    shown, conversation = _both(request, pk)
    actions.leave(shown, by=request.user.actor, conversation=conversation)
    return redirect("incident", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def answer(request: AgentRequest, pk: int) -> HttpResponse:
    """What everybody is told: shown for some of them first, then sent."""
    shown = get_object_or_404(_visible(request), pk=pk)
    _must(request, MANAGE)
    form = AnswerForm(request.POST or None)
    previews: list[tuple[Conversation, str]] = []
    concerned = shown.seen_by(request.user.actor).no_spam().exclude(state=State.CLOSED)
    if form.is_valid() and "send" in request.POST:
        texts, resolves = form.texts, form.cleaned_data["resolves"]
        by = request.user.actor
        if done(form, lambda: actions.answer_all(shown, by=by, texts=texts, resolves=resolves)):
            return redirect("incident", pk)
    elif form.is_valid() and form.texts:
        some = concerned.select_related("customer", "channel", "team").order_by("pk")[:_PREVIEWED]
        previews = [(one, text_for(form.texts, one, request.user)) for one in some]
    context = PLACE | {
        "incident": shown,
        "form": form,
        "previews": previews,
        "number": concerned.count(),
    }
    status = 422 if form.errors else 200
    return render(request, "incidents/answer.html", context, status=status)


@require_GET
@for_agents
def progress(request: AgentRequest, pk: int) -> HttpResponse:
    """How far the newest answer to everybody is."""
    shown = get_object_or_404(_visible(request), pk=pk)
    context = {
        "incident": shown,
        "round": _own_round(request, shown),
        "can_manage": request.user.may(MANAGE),
    }
    return render(request, "incidents/progress.html", context)


@require_POST
@for_agents
def cancel(request: AgentRequest, pk: int) -> HttpResponse:
    """Send no more of the answers."""
    shown = get_object_or_404(_visible(request), pk=pk)
    actions.cancel(shown, by=request.user.actor)
    return redirect("incident", pk)


@require_GET
@for_agents
def choose(request: AgentRequest, pk: int) -> HttpResponse:
    """Which incident a conversation belongs to; those that are not over are offered."""
    conversation = visible_conversation(request.user, pk)
    _must(request, permissions.WORK)
    context = PLACE | {
        "conversation": conversation,
        "own": _visible(request).filter(conversations=conversation),
        "offered": _visible(request)
        .filter(resolved_at=None)
        .exclude(conversations=conversation)
        .order_by("-pk")[: caps.PAGE_ROWS],
        "can_manage": request.user.may(MANAGE),
    }
    return render(request, "incidents/choose.html", context)


def _visible(request: AgentRequest) -> Any:
    return Incident.objects.visible_to(request.user.actor)


def _must(request: AgentRequest, permission: str) -> None:
    if not request.user.may(permission):
        raise NotAllowed(_("You don’t have the right to do this."))


def _own_round(request: AgentRequest, shown: Incident) -> Round | None:
    """The newest answer of one's own: how many somebody else could answer is not for everybody to know."""
    return shown.rounds.filter(agent=request.user).order_by("-pk").first()


def _both(request: AgentRequest, pk: int) -> tuple[Incident, Conversation]:
    """The incident and the conversation that the form names, if one may see it."""
    shown = get_object_or_404(_visible(request), pk=pk)
    number = cleaned(NumberForm(request.POST))["conversation"]
    return shown, visible_conversation(request.user, number)


def _events(shown: Incident) -> Any:
    rows = Event.objects.filter(subject_kind=subject_kind(Incident), subject_id=shown.pk)
    return rows.order_by("-pk")[: caps.PAGE_ROWS]


def _form(request: AgentRequest, form: IncidentForm, shown: Incident | None) -> HttpResponse:
    context = PLACE | {"form": form, "incident": shown}
    return render(request, "incidents/form.html", context, status=422 if form.errors else 200)
