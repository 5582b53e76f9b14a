"""The search page: conversations by what was written in them, and the people and companies they are with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kundig.conversations import permissions
from kundig.conversations.alike import found_alike, is_scanty, probably_meant, varied
from kundig.conversations.listing.order import LATEST
from kundig.conversations.listing.page import Page, page_of
from kundig.conversations.listing.view import Narrowing
from kundig.conversations.models import Conversation
from kundig.conversations.passages import with_passages
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.conversations.rows import rows_of
from kundig.conversations.search import (
    Found,
    count_found,
    everything,
    numbered,
    search_conversations,
)
from kundig.core import caps
from kundig.customers.search import (
    Others,
    find_companies,
    find_customers,
    first_companies,
    first_customers,
)
from kundig.desk.asked import Asked
from kundig.staff.models import Agent
from kundig.web.address import address

Context = dict[str, Any]


@require_GET
@for_agents
def search(request: AgentRequest) -> HttpResponse:
    """The results for `q` within the filters, page by page; htmx gets the results alone.

    Filters that were typed move into the address.
    """
    asked, cursor = Asked.of(request.GET, request.user), request.GET.get("after", "")
    if asked.has_typed_filters and not wants_part(request):
        return redirect(asked.address())
    page = _page(asked, request.user, cursor)
    direct = None if cursor else numbered(asked.text, request.user)
    found = [direct] if direct else []
    found += [one for one in page.rows if one != direct]
    rows = rows_of(found, url_of=_url, unread=page.unread)
    context = {
        **asked.context(),
        "place": "inbox",
        # A table is made of the words alone.
        "can_export": request.user.may(permissions.EXPORT) and not asked.filters,
        "rows": with_passages(rows, asked.text) if asked.text else rows,
        "cursor": page.cursor,
        "more": asked.address(after=page.cursor),
        # Whoever changes nothing has nothing to choose rows for.
        "select_name": "conversations" if request.user.may(permissions.WORK) else "",
    }
    if cursor and wants_part(request):
        return render(request, "desk/search/rows.html", context)
    if not cursor:
        context |= {"count": _count(page, asked, request.user)}
        context |= {} if asked.filters else _people(asked.text, request.user)
        is_found = any(context.get(name) for name in ("rows", "people", "companies"))
        # What else was meant comes after what was found, and together with nothing.
        context |= {"alike_later": True} if is_found else _alike(asked, request.user)
    return _answer(request, "results.html", context, asked)


@require_GET
@for_agents
def alike(request: AgentRequest) -> HttpResponse:
    """What words like those of `q` find beside; htmx gets it alone."""
    asked = Asked.of(request.GET, request.user)
    context = {**asked.context(), "place": "inbox", "is_beside": True}
    context |= _alike(asked, request.user)
    return _answer(request, "alike.html", context, asked)


@require_GET
@for_agents
def filters(request: AgentRequest) -> HttpResponse:
    """The lists to choose filters from, those of the address chosen; without htmx the search with them open."""
    asked = Asked.of(request.GET, request.user)
    context = {**asked.context(), "place": "inbox", "selects": asked.selects()}
    part = "filters" if wants_part(request) else "page"
    return render(request, f"desk/search/{part}.html", context)


def _answer(request: AgentRequest, part: str, context: Context, asked: Asked) -> HttpResponse:
    if not wants_part(request):
        # Who chooses no filter mostly wants none: what there is to choose comes when the lists are opened.
        context |= {"selects": asked.selects()} if asked.filters else {}
        return render(request, "desk/search/page.html", context)
    answer = render(request, f"desk/search/{part}", context)
    # What is only fetched anew has its place in the browser's history.
    if part == "results.html" and not request.headers.get("HX-Current-URL", "").endswith(
        asked.address()
    ):
        answer["HX-Push-Url"] = asked.address()
    return answer


def _page(asked: Asked, agent: Agent, cursor: str) -> Page:
    if asked.text or not asked.filters:
        return search_conversations(asked.text, agent, cursor, caps.SEARCH_ROWS, _within(asked))
    visible = asked.within(Conversation.objects.visible_to(agent.actor).not_merged())
    return page_of(visible, LATEST, agent, cursor, caps.SEARCH_ROWS)


def _within(asked: Asked) -> Narrowing:
    """What the filters hold; without any, the query is the same for all who search."""
    return asked.within if asked.filters else everything


def _alike(asked: Asked, agent: Agent) -> Context:
    text, within = asked.text, _within(asked)
    given = varied(text, forgiving=is_scanty(text, agent, within))
    if not any(given.variants):
        return {}
    found = rows_of(found_alike(text, given, agent, within), url_of=_url)
    context: Context = {
        "meant": probably_meant(given, agent, within),
        "meant_address": replace(asked, text=given.nearest).address(),
        "rows_alike": with_passages(found, text, given.words[: caps.SEARCH_ALIKE_MARKED]),
    }
    if asked.filters:
        return context
    exact = _people(text, agent)
    for name, ones in _people_alike(text, agent, given.others).items():
        context[f"{name}_alike"] = [one for one in ones if one not in exact[name]]
    return context


def _people(text: str, agent: Agent) -> Context:
    number = caps.SUGGESTIONS
    return {
        "people": first_customers(text, agent.actor, number),
        "companies": first_companies(text, agent.actor, number),
    }


def _people_alike(text: str, agent: Agent, others: Others) -> Context:
    people = find_customers(text, agent.actor, others).prefetch_related("addresses")
    companies = find_companies(text, agent.actor, others)
    return {
        "people": list(people[: caps.SUGGESTIONS]),
        "companies": list(companies[: caps.SUGGESTIONS]),
    }


def _count(page: Page, asked: Asked, agent: Agent) -> int | None:
    """How many there are: all of them are here, or they are counted; None where they are very many."""
    if not page.cursor:
        return len(page.rows)
    return count_found(page, agent, asked.within) if isinstance(page, Found) else None


def _url(conversation: Conversation) -> str:
    return address("inbox-conversation", "all", conversation.pk)
