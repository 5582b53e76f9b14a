"""The check of an answer before it is sent, and which checks there are."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.answer_check import CHECKS, gather, hints
from kundig.conversations.answer_check.switches import off_for, own_off
from kundig.conversations.forms import AnswerChecksForm, CheckForm, cleaned
from kundig.conversations.models import Conversation
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core.errors import NotAllowed
from kundig.staff.guard import agent_of, needs
from kundig.staff.permissions import MANAGE_SETTINGS


@require_POST
@for_agents
def check(request: AgentRequest, pk: int) -> HttpResponse:
    """What a careful colleague would say about an answer; 204 where that is nothing.

    `dismissed` (repeatable) holds the hints that its author has seen, as they were drawn.
    """
    rows = Conversation.objects.visible_to(request.user.actor).select_related("customer", "channel")
    conversation = get_object_or_404(rows, pk=pk)
    if not request.user.may(permissions.REPLY, conversation):
        raise NotAllowed(_("You don’t have the right to do this."))
    data = cleaned(CheckForm(request.POST, agent=request.user))
    answer = gather(conversation, request.user, data["text"], len(data["attachments"]))
    seen = set(request.POST.getlist("dismissed"))
    found = [one for one in hints(answer, off_for(request.user)) if one.key not in seen]
    if not found:
        return HttpResponse(status=204)
    return render(request, "conversations/composer/hints.html", {"hints": found})


@require_POST
@for_agents
def switch_off(request: AgentRequest, name: str) -> HttpResponse:
    """Be told no more of what one check finds."""
    if name not in {check.name for check in CHECKS}:
        raise Http404
    off = own_off(request.user) | {name}
    actions.change_own_answer_checks(by=request.user.actor, off=off)
    return HttpResponse(status=204)


@for_agents
def own_answer_checks(request: AgentRequest) -> HttpResponse:
    """Which checks speak up for oneself."""
    form = _form(request, own_off(request.user))
    if form.is_valid():
        actions.change_own_answer_checks(by=request.user.actor, off=form.off)
        return _saved(request, "own-answer-checks")
    context = {"place": "own-answer-checks", "form": form, "missing": _labels(own_off(None))}
    return render(request, "conversations/answer_checks.html", context)


@needs(MANAGE_SETTINGS, everywhere=True)
def answer_checks(request: HttpRequest) -> HttpResponse:
    """Which checks there are for everybody."""
    form = _form(request, own_off(None))
    if form.is_valid():
        actions.change_answer_checks(by=agent_of(request).actor, off=form.off)
        return _saved(request, "answer-checks")
    context = {"place": "answer-checks", "form": form, "is_for_all": True}
    return render(request, "conversations/answer_checks.html", context)


def _form(request: HttpRequest, off: frozenset[str]) -> AnswerChecksForm:
    chosen = [check.name for check in CHECKS if check.name not in off]
    return AnswerChecksForm(request.POST or None, initial={"checks": chosen})


def _saved(request: HttpRequest, page: str) -> HttpResponse:
    messages.success(request, _("Your choice is saved."))
    return redirect(page)


def _labels(names: frozenset[str]) -> str:
    return ", ".join(str(check.label) for check in CHECKS if check.name in names)
