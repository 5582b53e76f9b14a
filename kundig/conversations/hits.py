"""Which conversations have the words of a search, found the way that is quick for how many have them.

Frequent words are looked for from the newest conversation on: a page is full after a few hundred. Rare ones are
looked up in the index of words, which knows all that have them, but not which of these are the newest. PostgreSQL
would choose by what it guesses, and for beginnings of words it guesses wildly; so the newest are asked first.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import F

from kundig.conversations.listing.order import Order
from kundig.conversations.models import SearchEntry
from kundig.conversations.sought_words import given_query
from kundig.core import caps
from kundig.core.prepared import Given, Prepared, Statement

NEWEST = Order(
    keys=(F("at"), F("conversation_id")),
    types=(datetime, int),
    values_of=lambda entry: (entry.at, entry.pk),
    descending=True,
)
_BEHIND = "(at, conversation_id) < (%s::timestamptz, %s::bigint)"
_PROBE = """
SELECT count(*), array_agg(conversation_id ORDER BY at DESC, conversation_id DESC) FILTER (WHERE document @@ %s::tsquery)
FROM (
  SELECT at, conversation_id, document FROM conversations_searchentry {behind}
  ORDER BY at DESC, conversation_id DESC LIMIT %s
) AS newest
"""
# Apart from the rest, or PostgreSQL might go by time after all. What a select gives it does not know beforehand:
# it then guesses that few have the words, and takes their index.
_HITS = """
WITH hits AS MATERIALIZED (
  SELECT at, conversation_id FROM conversations_searchentry
  WHERE document @@ (SELECT %s::tsquery) AND (%s::tsquery IS NULL OR NOT document @@ %s::tsquery)
)
SELECT conversation_id FROM hits {behind} ORDER BY at DESC, conversation_id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Hits:
    """Those that have the words, the newest first, up to `caps.SEARCH_FEW`; `are_all` tells that there are no more."""

    newest: list[int]
    are_all: bool


@dataclass(frozen=True)
class Probed:
    """Those of the newest conversations that have the words, the newest first.

    `are_frequent` tells that so many have them that walking along is quicker than the index; where there are few
    conversations, the index always is.
    """

    newest: list[int]
    are_frequent: bool


def probe(query: str, cursor: str = "") -> Probed:
    """Ask the newest conversations behind the cursor, up to `caps.SEARCH_PROBED`."""
    place = _place(cursor)
    ((number, found),) = _probing(bool(place), caps.SEARCH_PROBED).run({"query": query, **place})
    newest = found or []
    is_full = number == caps.SEARCH_PROBED
    return Probed(newest, is_full and len(newest) >= caps.SEARCH_FREQUENT)


def walk_ends_at(cursor: str) -> datetime:
    """Return the time of the last conversation up to which walking along is worth while."""
    place = _place(cursor)
    far = _far(bool(place), caps.SEARCH_WALKED).rows(**place)
    return far[0].at if far else datetime.min.replace(tzinfo=UTC)


def hits_by_index(query: str, cursor: str = "", *, without: str | None = None) -> Hits:
    """Return those that have the words as the index knows them, and not those of `without`."""
    place = _place(cursor)
    hits = _looking_up(bool(place), caps.SEARCH_FEW)
    ids = [id for (id,) in hits.run({"query": query, "without": without, **place})]
    return Hits(ids[: caps.SEARCH_FEW], len(ids) <= caps.SEARCH_FEW)


def _place(cursor: str) -> dict[str, int | datetime]:
    values = NEWEST.read(cursor)
    return NEWEST.given(values) if values else {}


@functools.cache
def _probing(goes_on: bool, number: int) -> Statement:
    behind, places = _behind(goes_on)
    values = [given_query(), *places, number]
    return Statement(_PROBE.format(behind=behind), values, spelled_out=True)


@functools.cache
def _looking_up(goes_on: bool, most: int) -> Statement:
    behind, places = _behind(goes_on)
    values = [given_query(), Given("without"), Given("without"), *places, most + 1]
    return Statement(_HITS.format(behind=behind), values, spelled_out=True)


@functools.cache
def _far(goes_on: bool, number: int) -> Prepared[SearchEntry]:
    entries = SearchEntry.objects.all()
    far = NEWEST.sort(NEWEST.go_on_given(entries) if goes_on else entries).only("at")
    return Prepared(lambda: far[number : number + 1])


def _behind(goes_on: bool) -> tuple[str, list[Given]]:
    """What narrows to those behind a cursor, and the values that it takes."""
    return (f"WHERE {_BEHIND}", NEWEST.places()) if goes_on else ("", [])
