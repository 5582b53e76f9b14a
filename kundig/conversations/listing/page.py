"""One page of a list, with everything its rows show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects

from kundig.conversations.listing.order import Order
from kundig.conversations.listing.view import View
from kundig.conversations.models import Conversation, Seen
from kundig.core import caps
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Page:
    """Some rows of a view; `cursor` is where the next page goes on, empty at the end."""

    rows: list[Conversation]
    unread: frozenset[int]
    cursor: str


def load_page(view: View, agent: Agent, cursor: str = "", size: int = caps.PAGE_ROWS) -> Page:
    """Return up to `size` rows of the view behind `cursor`: three queries, however many rows."""
    size = max(1, min(size, caps.LIST_ROWS))
    return page_of(view.rows(agent), view.order, agent, cursor, size)


def page_of(
    conversations: QuerySet[Conversation], order: Order, agent: Agent, cursor: str, size: int
) -> Page:
    """Return up to `size` of the conversations behind `cursor`, with everything that their rows show."""
    found = order.sort(order.go_on(conversations, cursor)).select_related(
        "customer", "channel", "team", "assignee"
    )
    rows = list(found[: size + 1])
    shown = rows[:size]
    fetch_names(shown)
    more = order.cursor(shown[-1]) if len(rows) > size else ""
    return Page(shown, unread_of(shown, agent), more)


def fetch_names(rows: list[Conversation]) -> None:
    """Fetch with one query what stands for the names of people whose name nobody knows."""
    nameless = [row.customer for row in rows if not row.customer.name]
    if nameless:
        prefetch_related_objects(nameless, "addresses")


def unread_of(rows: list[Conversation], agent: Agent) -> frozenset[int]:
    """Return the ids of those in which the customer wrote after the agent last looked."""
    seen = dict(
        Seen.objects.filter(agent=agent, conversation__in=rows).values_list("conversation_id", "at")
    )
    return frozenset(
        row.pk
        for row in rows
        if row.last_inbound_at and (row.pk not in seen or seen[row.pk] < row.last_inbound_at)
    )
