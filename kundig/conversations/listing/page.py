"""One page of a list, with everything its rows show."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from datetime import datetime

from kundig.conversations.listing.order import Order
from kundig.conversations.listing.view import LOOKING, View
from kundig.conversations.models import Conversation, ConversationQuerySet, named_rows
from kundig.core import caps
from kundig.core.prepared import Prepared
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Page:
    """Some rows of a view; `cursor` is where the next page goes on, empty at the end."""

    rows: list[Conversation]
    unread: frozenset[int]
    cursor: str


def load_page(
    view: View,
    agent: Agent,
    cursor: str = "",
    size: int = caps.PAGE_ROWS,
    *,
    order: Order | None = None,
    more: tuple[str, ...] = (),
) -> Page:
    """Return up to `size` rows of the view behind `cursor`, in its own order or another one.

    One query, and one more where names are missing, however many rows. `more` are columns of the conversation that
    are fetched along.
    """
    size = max(1, min(size, caps.LIST_ROWS))
    order = order or view.order
    behind = order.read(cursor)
    # Of whole pages there are few sizes: one query for each.
    whole = math.ceil(size / caps.PAGE_ROWS) * caps.PAGE_ROWS
    query = _query(view, agent.grants.impersonal, order, more, whole, behind is not None)
    given = order.given(behind) if behind else {}
    return _page(named_rows(query.rows(**{LOOKING.name: agent.pk}, **given)), order, size)


@functools.lru_cache(maxsize=caps.LISTS_REMEMBERED)
def _query(
    view: View,
    grants: AgentGrants,
    order: Order,
    more: tuple[str, ...],
    size: int,
    goes_on: bool,
) -> Prepared[Conversation]:
    rows = order.go_on_given(view.rows(grants)) if goes_on else view.rows(grants)
    # One more tells whether there are more.
    found = order.sort(rows)[: size + 1]
    # What a row names is looked up for those alone that are shown: no index may serve what people ask for.
    shown = Conversation.objects.filter(pk__in=found.values("pk")).for_rows(LOOKING, more)
    return Prepared(lambda: order.sort(shown), spelled_out=True)


def page_of(
    conversations: ConversationQuerySet, order: Order, agent: Agent, cursor: str, size: int
) -> Page:
    """Return up to `size` of the conversations behind `cursor`, with everything that their rows show."""
    found = order.sort(order.go_on(conversations.for_rows(agent), cursor))
    return _page(found[: size + 1].fetch_rows(), order, size)


def _page(rows: list[Conversation], order: Order, size: int) -> Page:
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
