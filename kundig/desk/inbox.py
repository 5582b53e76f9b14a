"""The inbox: views, list, conversation and person, each a pane that can fetch itself anew."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kundig.channels.email.watching import troubled_for
from kundig.conversations import actions, permissions
from kundig.conversations.listing import (
    View,
    count_views,
    load_page,
    own_views,
    team_views,
    view_named,
    views,
)
from kundig.conversations.models import Conversation
from kundig.conversations.pane import pane_context, visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.conversations.rows import rows_of
from kundig.conversations.timeline import Timeline
from kundig.core import caps, log
from kundig.desk.list_look import ListLook
from kundig.desk.person import person_context
from kundig.desk.view_link import draw_view_links
from kundig.staff.models import Agent
from kundig.web.address import address

Context = dict[str, Any]


@require_GET
@for_agents
def home(_request: AgentRequest) -> HttpResponse:
    """The start page: what waits for this agent."""
    return redirect("inbox", "mine")


@require_GET
@for_agents
def conversation_home(request: AgentRequest, pk: int) -> HttpResponse:
    """The lasting address of a conversation: opens it in the list of all."""
    visible_conversation(request.user, pk)
    return redirect("inbox-conversation", "all", pk)


@require_GET
@for_agents
def inbox(request: AgentRequest, view_name: str) -> HttpResponse:
    """A list with nothing opened yet."""
    # The live stream goes on from here, so that nothing is missed while the page is on its way.
    position = log.end()
    view = _view(request, view_name)
    context = {**_shell_context(request, view), "pane": "list", "position": position}
    return render(request, "desk/inbox.html", context)


@require_GET
@for_agents
def conversation(request: AgentRequest, view_name: str, pk: int) -> HttpResponse:
    """A conversation opened from a list; htmx gets the conversation and its person alone."""
    position = None if wants_part(request) else log.end()
    view = _view(request, view_name)
    look = _look(request, view)
    opened = visible_conversation(request.user, pk)
    context = {
        **pane_context(opened, request.user),
        **person_context(opened, request.user),
        "list_url": reverse("inbox", args=[view.name]) + look.query,
    }
    _note_look(request, opened, context["timeline"])
    if wants_part(request):
        return render(request, "desk/opened.html", context)
    shell = _shell_context(request, view, open_id=opened.pk)
    context |= {**shell, "pane": "conversation", "position": position}
    return render(request, "desk/inbox.html", context)


@require_GET
@for_agents
def rows(request: AgentRequest, view_name: str) -> HttpResponse:
    """Rows of a list: `after` goes on behind a row, `size` and `open` bring a shown list up to date."""
    view = _view(request, view_name)
    size = _number(request.GET.get("size")) or caps.PAGE_ROWS
    open_id = _number(request.GET.get("open"))
    after = request.GET.get("after", "")
    context = _rows_context(
        _look(request, view), request.user, after=after, size=size, open_id=open_id
    )
    return render(request, "desk/rows.html", context)


@require_GET
@for_agents
def view_list(request: AgentRequest, view_name: str) -> HttpResponse:
    """The views with their counts."""
    return render(
        request, "desk/view_list.html", _views_context(_view(request, view_name), request.user)
    )


def _note_look(request: AgentRequest, opened: Conversation, shown: Timeline) -> None:
    last = shown.last_message
    if last is not None and (shown.seen_at is None or shown.seen_at < last.created_at):
        actions.look(opened, by=request.user.actor, message=last)


def _view(request: AgentRequest, name: str) -> View:
    view = view_named(name, request.user)
    if view is None:
        raise Http404
    return view


def _shell_context(request: AgentRequest, view: View, open_id: int | None = None) -> Context:
    after = request.GET.get("after", "")
    return {
        "place": "inbox",
        "can_export": request.user.may(permissions.EXPORT),
        "can_start": request.user.may(permissions.REPLY),
        "troubled": troubled_for(request.user),
        **_views_context(view, request.user),
        **_rows_context(_look(request, view), request.user, after=after, open_id=open_id),
    }


def _look(request: AgentRequest, view: View) -> ListLook:
    return ListLook.of(view, request.user, request.GET.get("sort", ""))


def _views_context(view: View, agent: Agent) -> Context:
    usual, own, teams = views(), own_views(agent), team_views(agent)
    counts = count_views([*usual, *own, *teams], agent)
    return {
        "view": view,
        "views": draw_view_links(usual, counts, view),
        "own_views": draw_view_links(own, counts, view),
        "team_views": draw_view_links(teams, counts, view),
        "own_waiting": counts.get("mine", 0),
    }


def _rows_context(
    look: ListLook,
    agent: Agent,
    *,
    after: str = "",
    size: int = caps.PAGE_ROWS,
    open_id: int | None = None,
) -> Context:
    view = look.view
    page = load_page(view, agent, after, size, order=look.order, more=look.fetched)
    shown = rows_of(
        page.rows,
        url_of=lambda one: _conversation_url(view, one) + look.query,
        unread=page.unread,
        open_id=open_id,
        state_is_known=view.state_is_known,
        columns=look.columns,
    )
    # Whoever changes nothing has nothing to choose rows for.
    select_name = "conversations" if agent.may(permissions.WORK) else ""
    return {
        "view": view,
        "look": look,
        "goes_on": bool(after),
        "rows": shown,
        "cursor": page.cursor,
        "select_name": select_name,
    }


def _conversation_url(view: View, conversation: Conversation) -> str:
    return address("inbox-conversation", view.name, conversation.pk)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
