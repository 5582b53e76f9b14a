"""The search page: conversations by what was written in them, and the people they are with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kundig.conversations.models import Conversation
from kundig.conversations.passages import with_passages
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.conversations.rows import rows_of
from kundig.conversations.search import Found, count_found, numbered, search_conversations
from kundig.core import caps
from kundig.customers.search import find_customers
from kundig.staff.models import Agent
from kundig.web.address import address


@require_GET
@for_agents
def search(request: AgentRequest) -> HttpResponse:
    """The results for `q`, page by page; htmx gets the results alone."""
    text = request.GET.get("q", "")[: caps.SEARCH_QUERY_CHARS]
    cursor = request.GET.get("after", "")
    page = search_conversations(text, request.user, cursor)
    direct = None if cursor else numbered(text, request.user)
    found = [direct] if direct else []
    found += [one for one in page.rows if one != direct]
    people = find_customers(text, request.user.actor)
    context = {
        "place": "inbox",
        "text": text,
        "rows": with_passages(rows_of(found, url_of=_url, unread=page.unread), text),
        "count": _count(page, request.user) if not cursor else None,
        "cursor": page.cursor,
        "people": [] if cursor else list(people.prefetch_related("addresses")[: caps.SUGGESTIONS]),
    }
    if cursor and wants_part(request):
        return render(request, "desk/search/rows.html", context)
    template = "results.html" if wants_part(request) else "page.html"
    return render(request, f"desk/search/{template}", context)


def _count(page: Found, agent: Agent) -> int | None:
    """How many there are: all of them are here, or they are counted; None where they are very many."""
    return count_found(page, agent) if page.cursor else len(page.rows)


def _url(conversation: Conversation) -> str:
    return address("inbox-conversation", "all", conversation.pk)
