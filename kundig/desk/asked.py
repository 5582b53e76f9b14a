"""What the page of a search shows of its question: its address, the filters in use, and those to choose from."""

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
    choices_of,
    conditions_of,
    words_for,
)
from kundig.conversations.question import Question
from kundig.web.address import address

Words = str | Promise


@dataclass(frozen=True)
class Select:
    """A list to choose a filter from; `label` is what it says while nothing is chosen."""

    name: str
    label: Words
    choices: list[tuple[str, Words, bool]]


class Asked(Question):
    """A search with what its page says of it."""

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
            "query": self.query,
            "count_url": f"{address('bulk-found')}?{self.query}",
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
