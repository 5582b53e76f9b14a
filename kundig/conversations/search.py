"""Search over everything that was written: one index, newest first, within what one may see."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, DateTimeField, F, Func, QuerySet

from kundig.conversations.hits import hits_by_index, probe, walk_ends_at
from kundig.conversations.listing.order import Order
from kundig.conversations.listing.page import Page, unread_of
from kundig.conversations.listing.view import LOOKING, Narrowing
from kundig.conversations.models import Conversation, ConversationQuerySet, named_rows
from kundig.conversations.sought_words import HasWords, given_query, sought_words
from kundig.core import caps
from kundig.core.prepared import KINDS_OF_GRANTS, Given, Prepared
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent

Rows = TypeVar("Rows", bound=QuerySet[Conversation])

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
    query = sought_words(text)
    if query is None:
        return Found([], frozenset(), "", [])
    rows, few = _newest(query, agent, cursor, size + 1, within)
    shown = rows[:size]
    more = NEWEST_FOUND.cursor(shown[-1]) if len(rows) > size else ""
    return Found(shown, unread_of(shown), more, few)


def newest_found(
    text: str, agent: Agent, number: int, within: Narrowing = everything
) -> list[Conversation]:
    """Return the newest conversations that `search_conversations` finds, up to `number`, for a glimpse of them."""
    query = sought_words(text)
    return [] if query is None else _newest(query, agent, "", number, within)[0]


def these_found(
    ids: list[int], agent: Agent, number: int, within: Narrowing = everything
) -> list[Conversation]:
    """Return the newest of these hits, up to `number`, as far as the agent may see them and `within` holds them."""
    return _asking(agent, number, within).these(agent, ids)


def _newest(
    query: str, agent: Agent, cursor: str, number: int, within: Narrowing
) -> tuple[list[Conversation], list[int] | None]:
    """Return `number` of the newest that have the words, and the ids of all that have them if they are few."""
    asking = _asking(agent, number, within)
    probed = probe(query, cursor)
    if probed.are_frequent:
        shown = asking.these(agent, probed.newest) if len(probed.newest) >= number else []
        if len(shown) < number:
            walked = asking.walked(agent, query, cursor, walk_ends_at(cursor))
            shown = asking.these(agent, walked) if len(walked) == number else []
        if shown:
            return shown, None
    hits = hits_by_index(query, cursor)
    shown = asking.these(agent, hits.newest)
    if hits.are_all:
        return shown, hits.newest
    if len(shown) < number:
        # Nearly all of the newest are out of this agent's reach.
        beginning = datetime.min.replace(tzinfo=UTC)
        shown = asking.these(agent, asking.walked(agent, query, cursor, beginning))
    return shown, None


class _Asking:
    """What a search asks of the conversations that some may see: each query is written when it is first needed."""

    def __init__(self, grants: AgentGrants, number: int, within: Narrowing) -> None:
        visible = within(Conversation.objects.within(grants, LOOKING).not_merged())
        self._found = visible.annotate(found_at=F("search_entry__at"))
        self._number = number
        these = self._found.filter(_IsOneOf("pk", "ids")).for_rows(LOOKING)
        self._these = Prepared(lambda: NEWEST_FOUND.sort(these)[:number], spelled_out=True)
        self._walk, self._walk_on = (
            self._walking(self._found),
            self._walking(NEWEST_FOUND.go_on_given(self._found)),
        )

    def these(self, agent: Agent, ids: list[int]) -> list[Conversation]:
        """Return the newest of these that may be seen."""
        return named_rows(self._these.rows(agent=agent.pk, ids=ids)) if ids else []

    def walked(self, agent: Agent, query: str, cursor: str, until: datetime) -> list[int]:
        """Return the ids of the newest that have the words and may be seen, found from the newest on."""
        behind = NEWEST_FOUND.read(cursor)
        given = NEWEST_FOUND.given(behind) if behind else {}
        walk = self._walk_on if behind else self._walk
        return [one.pk for one in walk.rows(agent=agent.pk, query=query, until=until, **given)]

    def _walking(self, rows: ConversationQuerySet) -> Prepared[Conversation]:
        lately = rows.filter(search_entry__at__gte=Given("until", DateTimeField()))
        having = lately.filter(HasWords("search_entry__document", given_query())).only("pk")
        return Prepared(lambda: NEWEST_FOUND.sort(having)[: self._number], spelled_out=True)


class _IsOneOf(Func):
    """Tells whether a number is one of those that each run of a query gives by a name."""

    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, column: str, given: str) -> None:
        super().__init__(F(column), Given(given, ArrayField(BigIntegerField())))


def _asking(agent: Agent, number: int, within: Narrowing) -> _Asking:
    # Without filters there are as many as there are kinds of rights.
    make = _remembered if within is everything else _Asking
    return make(agent.grants.impersonal, number, within)


_remembered = functools.lru_cache(maxsize=KINDS_OF_GRANTS)(_Asking)


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


def with_words(rows: Rows, query: str) -> Rows:
    """Narrow `rows` to those in which the words occur, the way that is quick for how rare they are."""
    if not probe(query).are_frequent:
        hits = hits_by_index(query)
        if hits.are_all:
            return rows.filter(pk__in=hits.newest)
    return rows.filter(HasWords("search_entry__document", query))
