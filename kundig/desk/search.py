"""The search page: conversations by what was written in them, and the people and companies they are with."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kundig.conversations import permissions
from kundig.conversations.alike import found_alike, is_scanty, probably_meant, varied
from kundig.conversations.models import Conversation
from kundig.conversations.passages import with_passages
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.conversations.rows import rows_of
from kundig.conversations.search import Found, count_found, numbered, search_conversations
from kundig.core import caps
from kundig.customers.search import Others, find_companies, find_customers
from kundig.staff.models import Agent
from kundig.web.address import address

Context = dict[str, Any]


@require_GET
@for_agents
def search(request: AgentRequest) -> HttpResponse:
    """The results for `q`, page by page; htmx gets the results alone."""
    text = _text(request)
    cursor = request.GET.get("after", "")
    page = search_conversations(text, request.user, cursor)
    direct = None if cursor else numbered(text, request.user)
    found = [direct] if direct else []
    found += [one for one in page.rows if one != direct]
    context = {
        "place": "inbox",
        "can_export": request.user.may(permissions.EXPORT),
        "text": text,
        "rows": with_passages(rows_of(found, url_of=_url, unread=page.unread), text),
        "count": _count(page, request.user) if not cursor else None,
        "cursor": page.cursor,
    }
    if cursor and wants_part(request):
        return render(request, "desk/search/rows.html", context)
    if not cursor:
        context |= _people(text, request.user)
        is_found = any(context[name] for name in ("rows", "people", "companies"))
        # What else was meant comes after what was found, and together with nothing.
        context |= {"alike_later": is_found} if is_found else _alike(text, request.user)
    template = "results.html" if wants_part(request) else "page.html"
    return render(request, f"desk/search/{template}", context)


@require_GET
@for_agents
def alike(request: AgentRequest) -> HttpResponse:
    """What words like those of `q` find beside; htmx gets it alone."""
    text = _text(request)
    context = {"place": "inbox", "text": text, **_alike(text, request.user)}
    template = "alike.html" if wants_part(request) else "page.html"
    return render(request, f"desk/search/{template}", context)


def _text(request: AgentRequest) -> str:
    return request.GET.get("q", "")[: caps.SEARCH_QUERY_CHARS]


def _alike(text: str, agent: Agent) -> Context:
    given = varied(text, forgiving=is_scanty(text, agent))
    if not any(given.variants):
        return {}
    found = rows_of(found_alike(text, given, agent), url_of=_url)
    others = given.others
    exact = _people(text, agent)
    return {
        "meant": probably_meant(given, agent),
        "rows_alike": with_passages(found, text, given.words[: caps.SEARCH_ALIKE_MARKED]),
        **{
            f"{name}_alike": [one for one in ones if one not in exact[name]]
            for name, ones in _people(text, agent, others).items()
        },
    }


def _people(text: str, agent: Agent, others: Others | None = None) -> Context:
    people = find_customers(text, agent.actor, others).prefetch_related("addresses")
    companies = find_companies(text, agent.actor, others)
    return {
        "people": list(people[: caps.SUGGESTIONS]),
        "companies": list(companies[: caps.SUGGESTIONS]),
    }


def _count(page: Found, agent: Agent) -> int | None:
    """How many there are: all of them are here, or they are counted; None where they are very many."""
    return count_found(page, agent) if page.cursor else len(page.rows)


def _url(conversation: Conversation) -> str:
    return address("inbox-conversation", "all", conversation.pk)
