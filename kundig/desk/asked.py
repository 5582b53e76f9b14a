"""What a search asks for: words and filters, as they stand in its address."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from kundig.conversations.filters import (
    CHOSEN,
    DAYS,
    Active,
    active_filters,
    choices_of,
    condition_of,
    conditions_of,
    words_for,
)
from kundig.conversations.models import ConversationQuerySet
from kundig.conversations.requests import AgentRequest
from kundig.core import caps
from kundig.core.conditions import Asker, narrow
from kundig.web.address import address

Words = str | Promise


@dataclass(frozen=True)
class Select:
    """A list to choose a filter from; `label` is what it says while nothing is chosen."""

    name: str
    label: Words
    choices: list[tuple[str, Words, bool]]


@dataclass(frozen=True)
class Asked:
    """The words, the filters, and who asks."""

    text: str
    filters: tuple[Active, ...]
    asker: Asker
    # What was typed as a filter stands among the words still.
    has_typed_filters: bool

    @classmethod
    def of(cls, request: AgentRequest) -> Asked:
        """Return what the address of the request asks for."""
        typed = request.GET.get("q", "")[: caps.SEARCH_QUERY_CHARS]
        asker = Asker(request.user.actor, request.user.own_teams)
        given = {name: request.GET[name] for name in request.GET if request.GET[name]}
        text, filters = active_filters(typed, given, asker)
        in_address = sum(one.name in given for one in filters)
        return cls(text if filters else typed, tuple(filters), asker, len(filters) > in_address)

    def within(self, rows: ConversationQuerySet) -> ConversationQuerySet:
        """Narrow to what all filters hold."""
        node = condition_of(self.filters, self.asker)
        return rows if node is None else narrow(rows, node, self.asker)

    def address(self, name: str = "search", *, without: Active | None = None, **more: str) -> str:
        """Return the address of the same search, or one without a filter."""
        kept = {one.name: one.value for one in self.filters if one is not without}
        return f"{address(name)}?{urlencode({'q': self.text, **kept, **more})}"

    def context(self) -> dict[str, Any]:
        """Return what the page shows of the filters: those in use, and what can be chosen."""
        conditions = json.dumps(conditions_of(self.filters))
        return {
            "text": self.text,
            "address": self.address(),
            "alike_address": self.address("search-alike"),
            "filters": [
                {
                    "words": words_for(one, self.asker),
                    "without": self.address(without=one),
                }
                for one in self.filters
            ],
            "as_view": f"{address('view-make')}?{urlencode({'conditions': conditions})}",
        }

    def selects(self) -> list[Select]:
        """Return the lists to choose filters from; those without anything to choose are left out."""
        lists = [(one.name, one.all, choices_of(one, self.asker)) for one in CHOSEN]
        lists += [("days", _("Any time"), [*DAYS.items()])]
        lists += [("files", _("With and without files"), [("yes", _("With files"))])]
        chosen = {(one.name, one.value) for one in self.filters}
        return [
            Select(
                name, label, [(str(key), words, (name, str(key)) in chosen) for key, words in ones]
            )
            for name, label, ones in lists
            if ones
        ]
