"""Answering everybody: shown for some of them first, then sent, followed and stopped."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kundig.conversations.incidents import actions
from kundig.conversations.incidents.answering import text_for
from kundig.conversations.incidents.forms import AnswerForm
from kundig.conversations.incidents.models import Incident
from kundig.conversations.incidents.permissions import MANAGE
from kundig.conversations.incidents.views.common import PLACE, incident_of, must, round_context
from kundig.conversations.models import Conversation
from kundig.conversations.news import mark
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.staff.forms import done

# How many people's answers the preview shows.
_PREVIEWED = 5


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def answer(request: AgentRequest, pk: int) -> HttpResponse:
    """What everybody is told. What was changed since the preview is shown once more before it is sent."""
    shown = incident_of(request, pk)
    must(request, MANAGE)
    by = request.user.actor
    form = AnswerForm(request.POST or None, may_resolve=shown.is_led_by(by))
    is_wanted = form.is_valid() and "send" in request.POST and form.is_as_previewed
    if is_wanted and done(form, lambda: actions.answer_all(shown, by=by, **form.settings)):
        return redirect("incident", pk)
    # Before anything is fetched: what comes meanwhile is news to whoever reads the preview.
    here = mark()
    concerned = shown.answerable_by(by)
    context = PLACE | {
        "incident": shown,
        "form": form,
        "previews": _previews(shown, form, request) if form.is_valid() else [],
        "mark": here,
        "number": concerned.count(),
    }
    status = 422 if form.errors else 200
    return render(request, "incidents/answer.html", context, status=status)


@require_GET
@for_agents
def progress(request: AgentRequest, pk: int) -> HttpResponse:
    """How far the newest answer to everybody is."""
    context = round_context(request, incident_of(request, pk))
    return render(request, "incidents/progress.html", context)


@require_POST
@for_agents
def cancel(request: AgentRequest, pk: int) -> HttpResponse:
    """Send no more of the answers."""
    actions.cancel(incident_of(request, pk), by=request.user.actor)
    return redirect("incident", pk)


def _previews(
    shown: Incident, form: AnswerForm, request: AgentRequest
) -> list[tuple[Conversation, str]]:
    rows = shown.answerable_by(request.user.actor).select_related("customer", "channel", "team")
    some = rows.prefetch_related("customer__addresses").order_by("pk")[:_PREVIEWED]
    texts = form.texts
    return [(one, text_for(texts, one, request.user)) for one in some] if texts else []
