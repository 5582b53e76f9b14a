"""One page of a list, with everything its rows show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kundig.conversations.listing.order import Order
from kundig.conversations.listing.view import View
from kundig.conversations.models import Conversation, ConversationQuerySet
from kundig.core import caps
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Page:
    """Some rows of a view; `cursor` is where the next page goes on, empty at the end."""

    rows: list[Conversation]
    unread: frozenset[int]
    cursor: str


def load_page(view: View, agent: Agent, cursor: str = "", size: int = caps.PAGE_ROWS) -> Page:
    """Return up to `size` rows of the view behind `cursor`.

    One query, and one more where names are missing, however many rows.
    """
    size = max(1, min(size, caps.LIST_ROWS))
    return page_of(view.rows(agent), view.order, agent, cursor, size)


def page_of(
    conversations: ConversationQuerySet, order: Order, agent: Agent, cursor: str, size: int
) -> Page:
    """Return up to `size` of the conversations behind `cursor`, with everything that their rows show."""
    found = order.sort(order.go_on(conversations.for_rows(agent), cursor))
    rows = found[: size + 1].fetch_rows()
    shown = rows[:size]
    more = order.cursor(shown[-1]) if len(rows) > size else ""
    return Page(shown, unread_of(shown), more)


def unread_of(rows: list[Conversation]) -> frozenset[int]:
    """Return the ids of those in which the customer wrote after the agent last looked."""
    return frozenset(row.pk for row in rows if _is_unread(row))


def _is_unread(row: Conversation) -> bool:
    seen_at: datetime | None = row.seen_at  # type: ignore[attr-defined]  # annotated by `for_rows`
    written_at = row.last_inbound_at
    return written_at is not None and (seen_at is None or seen_at < written_at)
