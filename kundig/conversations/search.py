"""Search over everything that was written: one index, newest first, within what one may see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable
from django.db.models import F, QuerySet

from kundig.conversations.hits import are_frequent, hits_by_index, walk_ends_at
from kundig.conversations.listing.order import Order
from kundig.conversations.listing.page import Page, unread_of
from kundig.conversations.listing.view import Narrowing
from kundig.conversations.models import Conversation, ConversationQuerySet
from kundig.core import caps
from kundig.core.text import one_line
from kundig.staff.models import Agent

Rows = TypeVar("Rows", bound=QuerySet[Conversation])

_LAST_WORD = re.compile(r"(?<![\w-])\w+$")
_NUMBER = re.compile(r"#?(\d{1,18})", re.ASCII)
NEWEST_FOUND = Order(
    keys=(F("search_entry__at"), F("search_entry__conversation_id")),
    types=(datetime, int),
    values_of=lambda c: (c.found_at, c.pk),
    descending=True,
)


@dataclass(frozen=True)
class Found(Page):
    """A page of what was found. `few` are the ids of all that has the words, None where they are many."""

    few: list[int] | None


def everything(rows: ConversationQuerySet) -> ConversationQuerySet:
    """Narrow nothing."""
    return rows


def search_conversations(
    text: str,
    agent: Agent,
    cursor: str = "",
    size: int = caps.PAGE_ROWS,
    within: Narrowing = everything,
) -> Found:
    """Return the conversations in which the words of `text` occur, in any form or as typed so far.

    `within` narrows them to those that filters hold.

    Understands "exact phrases", -without and or. Whatever is typed gives rows or none, never an error.
    """
    query = words_query(text)
    if query is None:
        return Found([], frozenset(), "", [])
    visible = within(_visible(agent)).for_rows(agent)
    found = NEWEST_FOUND.go_on(visible.annotate(found_at=F("search_entry__at")), cursor)
    rows, few = _newest(NEWEST_FOUND.sort(found), query, cursor, size + 1)
    shown = rows[:size]
    more = NEWEST_FOUND.cursor(shown[-1]) if len(rows) > size else ""
    return Found(shown, unread_of(shown), more, few)


def newest_found(
    text: str, agent: Agent, number: int, within: Narrowing = everything
) -> list[Conversation]:
    """Return the newest conversations that `search_conversations` finds, up to `number`, for a glimpse of them."""
    query = words_query(text)
    if query is None:
        return []
    visible = within(_visible(agent)).for_rows(agent)
    return _newest(
        NEWEST_FOUND.sort(visible.annotate(found_at=F("search_entry__at"))), query, "", number
    )[0]


def _newest(
    rows: ConversationQuerySet, query: SearchQueryCombinable, cursor: str, number: int
) -> tuple[list[Conversation], list[int] | None]:
    """Return `number` of the sorted rows that have the words, and the ids of all that have them if they are few."""
    with_words = rows.filter(search_entry__document=query)
    if are_frequent(query, cursor):
        walked = with_words.filter(search_entry__at__gte=walk_ends_at(cursor))
        shown = walked[:number].fetch_rows()
        if len(shown) == number:
            return shown, None
    hits = hits_by_index(query, cursor)
    shown = rows.filter(pk__in=hits.newest)[:number].fetch_rows()
    if hits.are_all:
        return shown, hits.newest
    # Nearly all of the newest are out of this agent's reach.
    return shown if len(shown) == number else with_words[:number].fetch_rows(), None


def count_found(found: Found, agent: Agent, within: Narrowing = everything) -> int | None:
    """Return how many conversations were found in all; None where they are too many to be counted quickly."""
    if found.few is None:
        return None
    return within(_visible(agent)).filter(pk__in=found.few).count()


def _visible(agent: Agent) -> ConversationQuerySet:
    return Conversation.objects.visible_to(agent.actor).not_merged()


def numbered(text: str, agent: Agent) -> Conversation | None:
    """Return the conversation whose number was typed, if the agent may see it."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    rows = Conversation.objects.visible_to(agent.actor).for_rows(agent)
    return next(iter(rows.filter(pk=int(match[1])).fetch_rows()), None)


def words_query(text: str) -> SearchQueryCombinable | None:
    """Return the query: German forms, the words as they are, and words that begin like the last one."""
    text = one_line(text[: caps.SEARCH_QUERY_CHARS], caps.SEARCH_QUERY_CHARS)
    if not any(character.isalnum() for character in text):
        return None
    query = _websearch(text, "german") | _websearch(text, "simple")
    begun = _LAST_WORD.search(text)
    if begun is None:
        return query
    # Only letters, digits and underscores stand in it, so nothing can end the quotes.
    last = SearchQuery(f"'{begun[0]}':*", config="simple", search_type="raw")
    before = text[: begun.start()]
    if not any(character.isalnum() for character in before):
        return query | last
    begins = (_websearch(before, "german") & last) | (_websearch(before, "simple") & last)
    return query | begins


def with_words(rows: Rows, query: SearchQueryCombinable) -> Rows:
    """Narrow `rows` to those in which the words occur, the way that is quick for how rare they are."""
    if not are_frequent(query):
        hits = hits_by_index(query)
        if hits.are_all:
            return rows.filter(pk__in=hits.newest)
    return rows.filter(search_entry__document=query)


def _websearch(text: str, config: str) -> SearchQuery:
    return SearchQuery(text, config=config, search_type="websearch")
