"""Which conversations have the words of a search, found the way that is quick for how many have them.

Frequent words are looked for from the newest conversation on: a page is full after a few hundred. Rare ones are
looked up in the index of words, which knows all that have them, but not which of these are the newest. PostgreSQL
would choose by what it guesses, and for beginnings of words it guesses wildly; so the newest are asked first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.postgres.search import SearchQueryCombinable
from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet

from kundig.conversations.listing.order import Order
from kundig.conversations.models import SearchEntry
from kundig.core import caps

NEWEST = Order(
    keys=(F("at"), F("conversation_id")),
    types=(datetime, int),
    values_of=lambda entry: (entry.at, entry.pk),
    descending=True,
)
_BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off"
# Apart from the rest, or PostgreSQL might go by time after all.
_HITS = """
WITH hits AS MATERIALIZED ({hits})
SELECT conversation_id FROM hits {behind} ORDER BY at DESC, conversation_id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Hits:
    """Those that have the words, the newest first, up to `caps.SEARCH_FEW`; `are_all` tells that there are no more."""

    newest: list[int]
    are_all: bool


def are_frequent(query: SearchQueryCombinable, cursor: str = "") -> bool:
    """Tell whether so many of the newest conversations have the words that walking along is quicker than the index.

    Where there are few conversations, the index always is.
    """
    probed = _entries(cursor)[: caps.SEARCH_PROBED]
    counts = probed.aggregate(all=Count("pk"), having=Count("pk", filter=Q(document=query)))
    is_full: bool = counts["all"] == caps.SEARCH_PROBED
    return is_full and counts["having"] >= caps.SEARCH_FREQUENT


def walk_ends_at(cursor: str) -> datetime:
    """Return the time of the last conversation up to which walking along is worth while."""
    times = _entries(cursor).values_list("at", flat=True)
    far = times[caps.SEARCH_WALKED : caps.SEARCH_WALKED + 1].first()
    return far or datetime.min.replace(tzinfo=UTC)


def hits_by_index(
    query: SearchQueryCombinable,
    cursor: str = "",
    *,
    without: SearchQueryCombinable | None = None,
) -> Hits:
    """Return those that have the words as the index knows them, and not those of `without`."""
    hits = SearchEntry.objects.filter(document=query).values("at", "conversation_id")
    if without is not None:
        hits = hits.exclude(document=without)
    sql, values = hits.query.sql_with_params()
    place = NEWEST.read(cursor) or ()
    condition = "WHERE (at, conversation_id) < (%s, %s)" if place else ""
    statement = _HITS.format(hits=sql, behind=condition)
    with transaction.atomic(), connection.cursor() as database:
        database.execute(_BY_INDEX)
        database.execute(statement, [*values, *place, caps.SEARCH_FEW + 1])
        ids = [id for (id,) in database.fetchall()]
    return Hits(ids[: caps.SEARCH_FEW], len(ids) <= caps.SEARCH_FEW)


def _entries(cursor: str) -> QuerySet[SearchEntry]:
    return NEWEST.sort(NEWEST.go_on(SearchEntry.objects.all(), cursor))
