"""Search over everything that was written: one index, newest first, within what one may see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction
from django.db.models import F, QuerySet

from kundig.conversations.listing.order import Order
from kundig.conversations.listing.page import Page, unread_of
from kundig.conversations.models import Conversation, SearchEntry
from kundig.core import caps
from kundig.core.text import one_line
from kundig.staff.models import Agent

Rows = TypeVar("Rows", bound=QuerySet[Conversation])

_LAST_WORD = re.compile(r"(?<![\w-])\w+$")
_NUMBER = re.compile(r"#?(\d{1,18})", re.ASCII)
_NEWEST = Order(
    keys=(F("search_entry__at"), F("search_entry__conversation_id")),
    types=(datetime, int),
    values_of=lambda c: (c.found_at, c.pk),  # type: ignore[attr-defined]  # annotated by the search
    descending=True,
)


@dataclass(frozen=True)
class Found(Page):
    """A page of what was found. `few` are the ids of all that has the words, None where they are many."""

    few: list[int] | None


@dataclass(frozen=True)
class WordsQuery:
    """What a search asks for: `everything`, and the words in their German forms alone, which are quicker to find."""

    forms: SearchQuery
    everything: SearchQuery


def search_conversations(
    text: str, agent: Agent, cursor: str = "", size: int = caps.PAGE_ROWS
) -> Found:
    """Return the conversations in which the words of `text` occur, in any form or as typed so far.

    Understands "exact phrases", -without and or. Whatever is typed gives rows or none, never an error.
    """
    query = words_query(text)
    if query is None:
        return Found([], frozenset(), "", [])
    visible = Conversation.objects.visible_to(agent.actor).not_merged().for_rows(agent)
    few = _few(query)
    found = _narrowed(visible, query, few).annotate(found_at=F("search_entry__at"))
    ordered = _NEWEST.sort(_NEWEST.go_on(found, cursor))
    rows = ordered[: size + 1].fetch_rows()
    shown = rows[:size]
    more = _NEWEST.cursor(shown[-1]) if len(rows) > size else ""
    return Found(shown, unread_of(shown), more, few)


def count_found(found: Found, agent: Agent) -> int | None:
    """Return how many conversations were found in all; None where they are too many to be counted quickly."""
    if found.few is None:
        return None
    visible = Conversation.objects.visible_to(agent.actor).not_merged()
    return visible.filter(pk__in=found.few).count()


def numbered(text: str, agent: Agent) -> Conversation | None:
    """Return the conversation whose number was typed, if the agent may see it."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    rows = Conversation.objects.visible_to(agent.actor).for_rows(agent)
    return next(iter(rows.filter(pk=int(match[1])).fetch_rows()), None)


def words_query(text: str) -> WordsQuery | None:
    """Return the query: German forms, the words as they are, and words that begin like the last one."""
    text = one_line(text[: caps.SEARCH_QUERY_CHARS], caps.SEARCH_QUERY_CHARS)
    if not any(character.isalnum() for character in text):
        return None
    forms = _websearch(text, "german")
    query = forms | _websearch(text, "simple")
    begun = _LAST_WORD.search(text)
    if begun is None:
        return WordsQuery(forms, query)
    # Only letters, digits and underscores stand in it, so nothing can end the quotes.
    last = SearchQuery(f"'{begun[0]}':*", config="simple", search_type="raw")
    before = text[: begun.start()]
    if not any(character.isalnum() for character in before):
        return WordsQuery(forms, query | last)
    begins = (_websearch(before, "german") & last) | (_websearch(before, "simple") & last)
    return WordsQuery(forms, query | begins)


def with_words(rows: Rows, query: WordsQuery) -> Rows:
    """Narrow `rows` to those in which the words occur, the way that is quick for how rare they are."""
    return _narrowed(rows, query, _few(query))


def _narrowed(rows: Rows, query: WordsQuery, few: list[int] | None) -> Rows:
    if few is None:
        return rows.filter(search_entry__document=query.everything)
    return rows.filter(pk__in=few)


def _few(query: WordsQuery) -> list[int] | None:
    """Return all that a rare word finds, by the index of words; None where a word is frequent.

    PostgreSQL believes prefixes to be frequent and would walk through everything from the newest on,
    which is right for frequent words alone. So the index is asked first, and stops where it is enough.
    Beginnings of words cost it most: they are left out where the words alone are enough to tell.
    """
    ids: list[int] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BY_INDEX)
        for part in (query.forms, query.everything):
            hits = SearchEntry.objects.filter(document=part)
            ids = list(hits.values_list("conversation_id", flat=True)[: caps.SEARCH_FEW + 1])
            if len(ids) > caps.SEARCH_FEW:
                return None
    return ids


# The index's own limit is a soft one: ask for enough to tell that there is more than a few.
_BY_INDEX = (
    "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; "
    f"SET LOCAL gin_fuzzy_search_limit = {caps.SEARCH_FEW * 2}"
)


def _websearch(text: str, config: str) -> SearchQuery:
    return SearchQuery(text, config=config, search_type="websearch")
