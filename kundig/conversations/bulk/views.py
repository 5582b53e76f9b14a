"""Changing many conversations from the list, and the pages that tell what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import permissions
from kundig.conversations.bulk import actions
from kundig.conversations.bulk.asking import asked
from kundig.conversations.bulk.choices import CHOICES
from kundig.conversations.bulk.forms import BulkForm
from kundig.conversations.bulk.models import BulkRun, Fate, Progress
from kundig.conversations.bulk.words import result_of, title_of
from kundig.conversations.forms import cleaned
from kundig.conversations.listing import view_named, whole_view
from kundig.conversations.models import Conversation
from kundig.conversations.question import Question, whole_search
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed

PLACE = {"place": "bulk-runs"}


@require_POST
@for_agents
def start(request: AgentRequest) -> HttpResponse:
    """Do a verb to the chosen conversations, to all of a view, or to all that a search finds."""
    form = BulkForm(request.POST, agent=request.user)
    data = cleaned(form)
    by = request.user.actor
    run = actions.start(by=by, conversations=form.conversations, asks_first=True, **data)
    return _told(request, run)


@require_GET
@for_agents
def choices(request: AgentRequest, kind: str) -> HttpResponse:
    """What a verb can be given."""
    if kind not in CHOICES:
        raise Http404
    _must_work(request)
    offered = list(CHOICES[kind](request.user))
    return render(request, "bulk/choices.html", {"choices": offered, "kind": kind})


@require_GET
@for_agents
def count(request: AgentRequest, view_name: str) -> HttpResponse:
    """The words that choose the whole view, with how many that is."""
    _must_work(request)
    view = view_named(view_name, request.user)
    if view is None:
        raise Http404
    number = len(whole_view(view, request.user, caps.BULK_CONVERSATIONS + 1))
    return _counted(
        number, _("All %(number)s in this view"), _("All in this view (more than %(number)s)")
    )


@require_GET
@for_agents
def found(request: AgentRequest) -> HttpResponse:
    """The words that choose all that a search finds, with how many that is."""
    _must_work(request)
    question = Question.of(request.GET, request.user)
    number = len(whole_search(question, request.user, caps.BULK_CONVERSATIONS + 1))
    return _counted(number, _("All %(number)s found"), _("All found (more than %(number)s)"))


@require_GET
@for_agents
def runs(request: AgentRequest) -> HttpResponse:
    """One's own bulk changes, the newest first."""
    found = BulkRun.objects.visible_to(request.user.actor).order_by("-pk")[: caps.PAGE_ROWS]
    shown = [(run, title_of(run), result_of(run)) for run in found]
    return render(request, "bulk/runs.html", PLACE | {"runs": shown})


@require_GET
@for_agents
def run(request: AgentRequest, pk: int) -> HttpResponse:
    """What became of one of them, and of what was left as it was."""
    one = _own(request, pk)
    part = "bulk/state.html" if wants_part(request) else "bulk/run.html"
    context = PLACE | _context(request, one) | _left(request, one)
    if one.progress == Progress.ASKING:
        context["asked"] = asked(one, request.user)
    return render(request, part, context)


@require_GET
@for_agents
def progress(request: AgentRequest, pk: int) -> HttpResponse:
    """How far it is, as the notice that stands on the page."""
    return render(request, "bulk/notice.html", _context(request, _own(request, pk)))


def _view(verb: Callable[[BulkRun, Actor], None]) -> Callable[..., HttpResponse]:
    def view(request: AgentRequest, pk: int) -> HttpResponse:
        one = _own(request, pk)
        verb(one, request.user.actor)
        return _told(request, one)

    return require_POST(for_agents(view))


confirm = _view(lambda one, by: actions.confirm(one, by=by))
cancel = _view(lambda one, by: actions.cancel(one, by=by))
undo = _view(lambda one, by: actions.undo(one, by=by))


def _told(request: AgentRequest, one: BulkRun) -> HttpResponse:
    """Answer with a notice, and let the list and what is open fetch what has changed."""
    if one.progress == Progress.ASKING:
        page = reverse("bulk-run", args=[one.pk])
        return (
            HttpResponse(headers={"HX-Redirect": page}) if wants_part(request) else redirect(page)
        )
    if not wants_part(request):
        messages.success(request, f"{title_of(one)}: {result_of(one)}")
        return redirect("bulk-run", one.pk)
    answer = render(request, "bulk/told.html", _context(request, one))
    answer["HX-Trigger"] = "live:reset"
    return answer


def _context(request: AgentRequest, one: BulkRun) -> dict[str, Any]:
    counts = one.counts
    can_work = request.user.may(permissions.WORK)
    is_over = one.progress in (Progress.DONE, Progress.CANCELLED)
    return {
        "run": one,
        "title": title_of(one),
        "result": result_of(one),
        "done": one.total - counts[Fate.WAITING],
        "can_cancel": can_work and one.progress in (Progress.ASKING, Progress.RUNNING),
        "can_undo": can_work and is_over and counts[Fate.DONE] > 0,
    }


def _left(request: AgentRequest, one: BulkRun) -> dict[str, Any]:
    """What was not done and why; of conversations out of reach by now only the number is named."""
    rows = one.items.filter(fate__in=[Fate.REFUSED, Fate.CHANGED]).order_by("pk")
    shown = list(rows.select_related("conversation")[: caps.BULK_LEFT_ROWS])
    visible = Conversation.objects.visible_to(request.user.actor)
    seen = set(
        visible.filter(pk__in=[row.conversation_id for row in shown]).values_list("pk", flat=True)
    )
    left = [(row, row.conversation_id in seen) for row in shown]
    return {"left": left, "number_left": rows.count()}


def _own(request: AgentRequest, pk: int) -> BulkRun:
    return get_object_or_404(BulkRun.objects.visible_to(request.user.actor), pk=pk)


def _counted(number: int, words: str, too_many: str) -> HttpResponse:
    most = caps.BULK_CONVERSATIONS
    shown = number_format(min(number, most), force_grouping=True)
    return HttpResponse((too_many if number > most else words) % {"number": shown})


def _must_work(request: AgentRequest) -> None:
    if not request.user.may(permissions.WORK):
        raise NotAllowed(_("You don’t have the right to do this."))
