"""What a search asks for, as it stands in its address, and all that it finds at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.utils.http import urlencode

from kundig.conversations.filters import Active, active_filters, condition_of
from kundig.conversations.models import Conversation, ConversationQuerySet
from kundig.conversations.search import numbered, with_words
from kundig.conversations.sought_words import sought_words
from kundig.core import caps
from kundig.core.conditions import Asker, narrow
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Question:
    """The words, the filters, and who asks."""

    text: str
    filters: tuple[Active, ...]
    asker: Asker
    # What was typed as a filter stands among the words still.
    has_typed_filters: bool

    @classmethod
    def of(cls, address: Mapping[str, str], agent: Agent) -> Self:
        """Return what the parameters of an address ask for, as far as this agent may ask for it."""
        typed = address.get("q", "")[: caps.SEARCH_QUERY_CHARS]
        asker = Asker(agent.actor, agent.own_teams)
        given = {name: address[name] for name in address if address[name]}
        text, filters = active_filters(typed, given, asker)
        in_address = sum(one.name in given for one in filters)
        return cls(text if filters else typed, tuple(filters), asker, len(filters) > in_address)

    @property
    def query(self) -> str:
        """Return the parameters that ask for the same."""
        return urlencode({"q": self.text, **{one.name: one.value for one in self.filters}})

    def within(self, rows: ConversationQuerySet) -> ConversationQuerySet:
        """Narrow to what all filters hold."""
        node = condition_of(self.filters, self.asker)
        return rows if node is None else narrow(rows, node, self.asker)


def whole_search(question: Question, agent: Agent, most: int) -> set[int]:
    """Return the ids of up to `most` conversations that are found, as this agent may see them now.

    A search for nothing finds nothing; the conversation whose number was typed is among them, as on the page.
    """
    visible = Conversation.objects.visible_to(agent.actor).not_merged()
    rows = question.within(visible)
    if question.text:
        query = sought_words(question.text)
        rows = rows.none() if query is None else with_words(rows, query)
    elif not question.filters:
        return set()
    direct = numbered(question.text, agent)
    found = set(rows.order_by().values_list("pk", flat=True)[:most])
    return found if direct is None else found | {direct.pk}
