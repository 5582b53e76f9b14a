"""Pages of snippets, and what the composer asks of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from kundig.conversations import permissions, placeholders
from kundig.conversations.models import Conversation
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.conversations.snippets import actions
from kundig.conversations.snippets.forms import PreviewForm, SnippetForm
from kundig.conversations.snippets.models import Snippet, SnippetQuerySet
from kundig.conversations.snippets.offering import filled, offers
from kundig.core import caps
from kundig.core.errors import NotAllowed
from kundig.core.languages import LANGUAGES
from kundig.staff.forms import done
from kundig.staff.guard import agent_of, needs

PLACE = {"place": "snippets"}


@require_safe
@needs(permissions.REPLY)
def snippets(request: HttpRequest) -> HttpResponse:
    """All snippets that one knows, by folder; `q` searches."""
    by, text = agent_of(request).actor, request.GET.get("q", "")[:200]
    rows = Snippet.objects.visible_to(by).matching(text).select_related("team")
    page = Paginator(rows, caps.PAGE_ROWS).get_page(request.GET.get("page"))
    changeable = Snippet.objects.changeable_by(by).filter(pk__in=[one.pk for one in page])
    values = {
        "page": page,
        "text": text,
        "changeable": set(changeable.values_list("pk", flat=True)),
    }
    return render(request, "snippets/list.html", PLACE | values)


@needs(permissions.REPLY)
def make(request: HttpRequest) -> HttpResponse:
    """Add a snippet."""
    by = agent_of(request).actor
    form = SnippetForm(request.POST or None, by=by, further=request.GET.get("further", ""))
    if form.is_valid() and done(form, lambda: actions.make(by=by, **form.settings)):
        messages.success(request, _("The snippet is saved."))
        return redirect("snippets")
    return _form(request, form)


@needs(permissions.REPLY)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a snippet; for whoever may not, it is not there."""
    by = agent_of(request).actor
    snippet = get_object_or_404(_changeable(request), pk=pk)
    further = request.GET.get("further", "")
    form = SnippetForm(request.POST or None, by=by, snippet=snippet, further=further)
    if form.is_valid() and done(form, lambda: actions.change(snippet, by=by, **form.settings)):
        messages.success(request, _("The snippet is saved."))
        return redirect("snippets")
    return _form(request, form, snippet)


@require_POST
@needs(permissions.REPLY)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a snippet."""
    snippet = get_object_or_404(_changeable(request), pk=pk)
    actions.remove(snippet, by=agent_of(request).actor)
    messages.success(request, _("The snippet is removed."))
    return redirect("snippets")


@require_POST
@needs(permissions.REPLY)
def preview(request: HttpRequest) -> HttpResponse:
    """How the texts of the form would read in one of the reader's conversations."""
    agent = agent_of(request)
    chosen = PreviewForm(request.POST, by=agent.actor)
    if not chosen.is_valid():
        raise Http404
    conversation = chosen.cleaned_data["conversation"]
    form = SnippetForm(request.POST, by=agent.actor)
    form.is_valid()
    draft = Snippet()
    shown = [
        filled(
            (language, form.cleaned_data.get(f"text_{language}", "")), draft, conversation, agent
        )
        for language in form.languages
    ]
    written = [(LANGUAGES[one.language], one) for one in shown if one.text]
    return render(request, "snippets/preview.html", {"shown": written})


@require_GET
@for_agents
def offered(request: AgentRequest, pk: int) -> HttpResponse:
    """What the composer offers for `q` in a conversation, filled in."""
    rows = Conversation.objects.visible_to(request.user.actor)
    conversation = get_object_or_404(
        rows.select_related("customer__company", "channel__team", "team"), pk=pk
    )
    if not request.user.may(permissions.REPLY, conversation):
        raise NotAllowed(_("You don’t have the right to do this."))
    found = offers(conversation, request.user, request.GET.get("q", "")[:100])
    return render(request, "snippets/offered.html", {"offers": found})


@require_POST
@for_agents
def use(request: AgentRequest, pk: int) -> HttpResponse:
    """Count that a snippet was put into a text."""
    by = request.user.actor
    actions.use(get_object_or_404(Snippet.objects.visible_to(by), pk=pk), by=by)
    return HttpResponse(status=204)


def _changeable(request: HttpRequest) -> SnippetQuerySet:
    by = agent_of(request).actor
    return Snippet.objects.visible_to(by) & Snippet.objects.changeable_by(by)


def _form(request: HttpRequest, form: SnippetForm, snippet: Snippet | None = None) -> HttpResponse:
    agent = agent_of(request)
    recent = Conversation.objects.visible_to(agent.actor).no_spam().not_merged()
    folders = Snippet.objects.visible_to(agent.actor).exclude(folder="")
    values = {
        "form": form,
        "snippet": snippet,
        "recent": recent.select_related("customer").order_by("-last_activity_at", "-pk")[:10],
        "folders": folders.order_by("folder").values_list("folder", flat=True).distinct()[:100],
        "further": {one: name for one, name in LANGUAGES.items() if one not in form.languages},
        "placeholders": placeholders.PLACEHOLDERS,
    }
    return render(request, "snippets/form.html", PLACE | values)
