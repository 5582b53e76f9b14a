"""The page of exports, asking for one, and fetching its file."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kundig.conversations.listing import view_named
from kundig.conversations.models import Conversation
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.conversations.views.content import name_file, sealed
from kundig.core import blobs, caps
from kundig.exports import actions
from kundig.exports.forms import ConversationForm, ListForm
from kundig.exports.models import Export, Format
from kundig.exports.permissions import EXPORT
from kundig.exports.working import REASONS
from kundig.staff.permissions import SEE_AUDIT


@require_GET
@for_agents
def exports(request: AgentRequest) -> HttpResponse:
    """One's own exports; whoever reads the audit trail sees everybody's. As a part while some are under way."""
    _must_know(request)
    found = Export.objects.visible_to(request.user.actor).select_related("agent", "conversation")
    rows = list(found[: caps.PAGE_ROWS])
    context = {
        "place": "exports",
        "exports": [(one, _name_of(one, request), REASONS.get(one.reason, "")) for one in rows],
        "is_under_way": any(one.is_under_way for one in rows),
        "can_export": request.user.may(EXPORT),
    }
    template = "lines" if wants_part(request) else "page"
    return render(request, f"exports/{template}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def conversation(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask for the file of a conversation."""
    about = visible_conversation(request.user, pk)
    form = ConversationForm(request.POST or None)
    if form.is_valid():
        chosen = form.cleaned_data
        actions.export_conversation(
            about,
            by=request.user.actor,
            format=Format(chosen["format"]),
            notes=chosen["with_notes"],
            files=chosen["with_files"],
        )
        return redirect("exports")
    _must_export(request)
    context = {"place": "inbox", "form": form, "conversation": about}
    return render(request, "exports/conversation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def new_list(request: AgentRequest) -> HttpResponse:
    """Ask for the file of a view (`view`), or of what a search finds (`search`)."""
    form = ListForm(request.POST) if request.method == "POST" else ListForm(initial=_given(request))
    if form.is_bound and form.is_valid():
        chosen = {**form.cleaned_data, "format": Format(form.cleaned_data["format"])}
        actions.export_list(by=request.user.actor, **chosen)
        return redirect("exports")
    _must_export(request)
    view = view_named(str(form["view"].value() or "all"), request.user)
    search = str(form["search"].value() or "")
    if view is None:
        raise Http404
    context = {"place": "exports", "form": form, "view": view, "search": search}
    return render(request, "exports/list.html", context)


@require_POST
@for_agents
def cancel(request: AgentRequest, pk: int) -> HttpResponse:
    """Stop an export of one's own."""
    actions.cancel(_own(request, pk), by=request.user.actor)
    return redirect("exports")


@require_POST
@for_agents
def download(request: AgentRequest, pk: int) -> HttpResponseBase:
    """The file, for whoever asked for it alone, while it is kept and they may still export and see what is in it.

    By POST, because it leaves a trace.
    """
    export = _own(request, pk)
    if not export.is_there or not request.user.may(EXPORT) or not _sees(request, export):
        raise Http404
    actions.note_fetched(export, by=request.user.actor)
    response = StreamingHttpResponse(_content(export), content_type="application/octet-stream")
    response["Content-Length"] = str(export.size)
    name_file(response, export.file_name, as_attachment=True)
    return sealed(response)


def _content(export: Export) -> Iterator[bytes]:
    for piece in export.pieces.values_list("blob", flat=True):
        yield blobs.content(piece)


def _own(request: AgentRequest, pk: int) -> Export:
    return get_object_or_404(Export.objects.filter(agent=request.user), pk=pk)


def _sees(request: AgentRequest, export: Export) -> bool:
    if export.conversation_id is None:
        return True
    visible = Conversation.objects.visible_to(request.user.actor)
    return visible.filter(pk=export.conversation_id).exists()


def _given(request: AgentRequest) -> dict[str, str]:
    search = request.GET.get("search", "")[: caps.SEARCH_QUERY_CHARS]
    view = "" if search else request.GET.get("view", "all")
    return {"view": view, "search": search, "format": str(Format.XLSX)}


def _must_export(request: AgentRequest) -> None:
    if not request.user.may(EXPORT):
        raise Http404


def _must_know(request: AgentRequest) -> None:
    if not request.user.may(EXPORT) and not request.user.may(SEE_AUDIT):
        raise Http404


def _name_of(export: Export, request: AgentRequest) -> str:
    """What was exported, in words that the reader may know: others' searches and views are theirs."""
    if export.agent_id != request.user.pk:
        return ""
    if export.conversation is not None:
        return export.conversation.subject or f"#{export.conversation_id}"
    view = None if export.search else view_named(export.view, request.user)
    return f"„{export.search}“" if export.search else str(view.label if view else "")
