"""Pages of macros, and running one in a conversation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from kundig.conversations import permissions, placeholders
from kundig.conversations.forms import cleaned
from kundig.conversations.macros import actions
from kundig.conversations.macros.forms import MacroForm, arranged, sent_pairs
from kundig.conversations.macros.models import Macro, MacroQuerySet
from kundig.conversations.macros.running import RunForm, offers
from kundig.conversations.macros.steps import MACRO_STEPS, words_of
from kundig.conversations.models import Conversation
from kundig.conversations.news import mark
from kundig.conversations.pane import composer_context, visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.conversations.views.work import changed, lacking
from kundig.core import caps
from kundig.core.errors import Missing, NotAllowed
from kundig.staff.forms import done
from kundig.staff.guard import agent_of, needs

PLACE = {"place": "macros"}


@require_safe
@needs(permissions.WORK)
def macros(request: HttpRequest) -> HttpResponse:
    """All macros that one knows."""
    by = agent_of(request).actor
    rows = list(Macro.objects.visible_to(by).select_related("team"))
    changeable = set(Macro.objects.changeable_by(by).values_list("pk", flat=True))
    shown = [(one, [words_of(step, None, by) for step in one.steps]) for one in rows]
    return render(request, "macros/list.html", PLACE | {"macros": shown, "changeable": changeable})


@require_safe
@needs(permissions.WORK)
def macro(request: HttpRequest, pk: int) -> HttpResponse:
    """What a macro does; for whoever may not see it, it is not there."""
    by = agent_of(request).actor
    one = get_object_or_404(Macro.objects.visible_to(by).select_related("team"), pk=pk)
    values = {
        "macro": one,
        "steps": [words_of(step, None, by) for step in one.steps],
        "can_change": Macro.objects.changeable_by(by).filter(pk=pk).exists(),
    }
    return render(request, "macros/macro.html", PLACE | values)


@needs(permissions.WORK)
def make(request: HttpRequest) -> HttpResponse:
    """Add a macro."""
    by = agent_of(request).actor
    form = MacroForm(request.POST or None, by=by)
    if form.is_valid() and done(form, lambda: actions.make(by=by, **form.settings)):
        messages.success(request, _("The macro is saved."))
        return redirect("macros")
    return _form(request, form)


@needs(permissions.WORK)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a macro; for whoever may not, it is not there."""
    by = agent_of(request).actor
    one = get_object_or_404(_changeable(request), pk=pk)
    form = MacroForm(request.POST or None, by=by, macro=one)
    if form.is_valid() and done(form, lambda: actions.change(one, by=by, **form.settings)):
        messages.success(request, _("The macro is saved."))
        return redirect("macros")
    return _form(request, form, one)


@require_POST
@needs(permissions.WORK)
def arrange(request: HttpRequest) -> HttpResponse:
    """The steps of the form after one was added, moved or removed; nothing is saved."""
    act = request.POST.get("act", "")
    if act == "add":
        act = f"add:{request.POST.get('more', '')}"
    pairs = arranged(sent_pairs(request.POST), act)
    form = MacroForm(by=agent_of(request).actor, pairs=pairs)
    is_added = act.startswith("add:")
    last = len(pairs) - 1 if is_added else None
    return render(request, "macros/steps.html", {**_steps(form), "last": last})


@require_POST
@needs(permissions.WORK)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a macro."""
    actions.remove(get_object_or_404(_changeable(request), pk=pk), by=agent_of(request).actor)
    messages.success(request, _("The macro is removed."))
    return redirect("macros")


@require_GET
@for_agents
def offered(request: AgentRequest, pk: int) -> HttpResponse:
    """The macros that one has for a conversation, each with what it will do to it."""
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(permissions.WORK, conversation):
        raise NotAllowed(_("You don’t have the right to do this."))
    part = "macros/offered.html"
    here = mark()
    found = offers(conversation, request.user)
    context = {"conversation": conversation, "offers": found, "mark": here, "part": part}
    context["place"] = "inbox"
    page = part if wants_part(request) else "conversations/choices/page.html"
    return render(request, page, context)


@require_POST
@for_agents
def run(request: AgentRequest, pk: int) -> HttpResponse:
    """Do a macro's steps to a conversation, and show its head and what stands in the composer by now."""
    conversation = visible_conversation(request.user, pk)
    data = cleaned(RunForm(request.POST, by=request.user.actor))
    one = data["macro"]
    try:
        actions.run_macro(conversation, by=request.user.actor, **data)
    except Missing:
        # Of the verbs alone the one that waits for the fields goes on; the macro is begun anew.
        return lacking(request, conversation, "resolve")
    answer = changed(request, conversation)
    drafts = any(step["do"] == "draft" for step in one.steps)
    if drafts and wants_part(request) and "HX-Redirect" not in answer:
        answer.write(_composer(request, conversation).content)
    return answer


def _composer(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    context = composer_context(conversation, request.user)
    beside = {"conversation": conversation, "is_beside": True, "is_focused": True}
    return render(request, "conversations/composer.html", context | beside)


def _changeable(request: HttpRequest) -> MacroQuerySet:
    by = agent_of(request).actor
    return Macro.objects.visible_to(by) & Macro.objects.changeable_by(by)


def _steps(form: MacroForm) -> dict[str, Any]:
    return {"form": form, "verbs": MACRO_STEPS, "is_full": len(form.rows) >= caps.MACRO_STEPS}


def _form(request: HttpRequest, form: MacroForm, one: Macro | None = None) -> HttpResponse:
    values = {**_steps(form), "macro": one, "placeholders": placeholders.PLACEHOLDERS}
    return render(request, "macros/form.html", PLACE | values)
