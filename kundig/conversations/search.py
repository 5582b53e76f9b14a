"""Search over everything that was written: one index, newest first, within what one may see."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction
from django.db.models import F, QuerySet

from kundig.conversations.listing.order import Order
from kundig.conversations.listing.page import Page, fetch_names, unread_of
from kundig.conversations.models import Conversation, SearchEntry
from kundig.core import caps
from kundig.core.text import one_line
from kundig.staff.models import Agent

_LAST_WORD = re.compile(r"(?<![\w-])\w+$")
_NUMBER = re.compile(r"#?(\d{1,18})", re.ASCII)
_NEWEST = Order(
    keys=(F("search_entry__at"), F("search_entry__conversation_id")),
    types=(datetime, int),
    values_of=lambda c: (c.found_at, c.pk),  # type: ignore[attr-defined]  # annotated by the search
    descending=True,
)


def search_conversations(
    text: str, agent: Agent, cursor: str = "", size: int = caps.PAGE_ROWS
) -> Page:
    """Return the conversations in which the words of `text` occur, in any form or as typed so far.

    Understands "exact phrases", -without and or. Whatever is typed gives rows or none, never an error.
    """
    query = words_query(text)
    if query is None:
        return Page([], frozenset(), "")
    visible = Conversation.objects.visible_to(agent.actor).not_merged().for_rows(agent)
    found = with_words(visible, query).annotate(found_at=F("search_entry__at"))
    ordered = _NEWEST.sort(_NEWEST.go_on(found, cursor))
    rows = list(ordered[: size + 1])
    shown = rows[:size]
    fetch_names(shown)
    more = _NEWEST.cursor(shown[-1]) if len(rows) > size else ""
    return Page(shown, unread_of(shown), more)


def count_found(text: str, agent: Agent) -> int | None:
    """Return how many conversations a search finds; None where they are too many to be counted quickly."""
    query = words_query(text)
    few = _few(query) if query else []
    if few is None:
        return None
    return Conversation.objects.visible_to(agent.actor).not_merged().filter(pk__in=few).count()


def numbered(text: str, agent: Agent) -> Conversation | None:
    """Return the conversation whose number was typed, if the agent may see it."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    rows = Conversation.objects.visible_to(agent.actor).for_rows(agent)
    return rows.filter(pk=int(match[1])).first()


def words_query(text: str) -> SearchQuery | None:
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
    return query | (_websearch(before, "german") & last) | (_websearch(before, "simple") & last)


def with_words(rows: QuerySet[Conversation], query: SearchQuery) -> QuerySet[Conversation]:
    """Narrow `rows` to those in which the words occur, the way that is quick for how rare they are."""
    few = _few(query)
    return rows.filter(search_entry__document=query) if few is None else rows.filter(pk__in=few)


def _few(query: SearchQuery) -> list[int] | None:
    """Return all that a rare word finds, by the index of words; None where a word is frequent.

    PostgreSQL believes prefixes to be frequent and would walk through everything from the newest on,
    which is right for frequent words alone. So the index is asked first, and stops where it is enough.
    """
    hits = SearchEntry.objects.filter(document=query).values_list("conversation_id", flat=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BY_INDEX)
        ids = list(hits[: caps.SEARCH_FEW + 1])
    return None if len(ids) > caps.SEARCH_FEW else ids


# The index's own limit is a soft one: ask for enough to tell that there is more than a few.
_BY_INDEX = (
    "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; "
    f"SET LOCAL gin_fuzzy_search_limit = {caps.SEARCH_FEW * 2}"
)


def _websearch(text: str, config: str) -> SearchQuery:
    return SearchQuery(text, config=config, search_type="websearch")
