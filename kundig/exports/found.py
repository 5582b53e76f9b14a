"""The conversations of a list, portion by portion, with the rights that the person has at each of them."""

from __future__ import annotations

from collections.abc import Iterator

from kundig.conversations.listing import load_page, view_named
from kundig.conversations.listing.page import Page
from kundig.conversations.search import search_conversations
from kundig.core import caps
from kundig.exports.models import Export
from kundig.exports.permissions import EXPORT
from kundig.staff.models import Agent


class Ended(Exception):
    """There will be no file; `reason` is a word of `working.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def asker(export: Export) -> Agent:
    """Return who asked, with the rights of this moment; Ended where they may no longer export."""
    agent = Agent.objects.active().select_related("role").filter(pk=export.agent_id).first()
    if agent is None or not agent.may(EXPORT):
        raise Ended("right")
    return agent


def portions(export: Export) -> Iterator[list[int]]:
    """Return the ids of the conversations, portion by portion in the order of the list, each once."""
    cursor, more = "", True
    seen = 0
    while more and seen < caps.EXPORT_ROWS:
        page = _page(export, asker(export), cursor)
        seen += len(page.rows)
        yield [row.pk for row in page.rows]
        cursor, more = page.cursor, bool(page.cursor)


def _page(export: Export, agent: Agent, cursor: str) -> Page:
    if export.search:
        return search_conversations(export.search, agent, cursor, caps.LIST_ROWS)
    view = view_named(export.view, agent)
    if view is None:
        raise Ended("view")
    return load_page(view, agent, cursor, caps.LIST_ROWS)
