"""One thing that the palette offers, and how the browser is told what choosing it does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kundig.web.drawing import NOTHING, icon, markup
from kundig.web.spoken import Words, in_all_languages

_OPTION = (
    '<li class="palette-option" role="option" aria-selected="false" id="palette-{}" data-name="{}"'
    ' data-words="{}" data-group="{}"{}>{}<span class="text">{}</span>{}</li>'
)
_MORE = '<span class="soft">{}</span>'


@dataclass(frozen=True)
class Command:
    """A line of the palette: its words, and one way to act.

    `name` is unique and lasting ("verb:resolve"), because the browser remembers what was chosen by it. `href` goes
    somewhere, `post` sends `values` there, `step` is where there is to choose from, `press` presses what carries
    this name as ``data-shortcut`` on the page. `shortcut` names the key that does the same.
    """

    name: str
    words: Words
    icon: str
    group: Words
    synonyms: Words = ""
    more: Words = ""
    href: str = ""
    post: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    step: str = ""
    press: str = ""
    shortcut: str = ""
    # The answer is a conversation's head; elsewhere the page is loaded anew.
    changes_head: bool = False
    # Its words are written by people: they are the same in every language and not remembered.
    is_named: bool = False

    def drawn(self) -> SafeString:
        """Return the option as a list item."""
        return markup(
            _OPTION,
            self.name.replace(":", "-").replace("/", "-"),
            self.name,
            self._found_by(),
            self.group,
            self._acting(),
            icon(self.icon),
            self.words,
            markup(_MORE, self.more) if self.more else NOTHING,
        )

    def _found_by(self) -> str:
        """Return the words by which it is found: as it is called first, then in other languages and otherwise."""
        if self.is_named:
            return f"{self.words}\n{self.more}"
        known = in_other_languages(self.name, self.words, self.synonyms)
        return f"{self.words}\n{known}\n{self.more}"

    def _acting(self) -> SafeString:
        given = {
            "href": self.href,
            "post": self.post,
            "step": self.step,
            "press": self.press,
            "shortcut": self.shortcut,
            "values": json.dumps(dict(self.values)) if self.values else "",
            "head": "yes" if self.changes_head else "",
        }
        parts = [markup(' data-{}="{}"', name, value) for name, value in given.items() if value]
        return SafeString("".join(parts))


_found_by: dict[tuple[str, str | None], str] = {}


def in_other_languages(name: str, *words: Words) -> str:
    """Return what lazy words say in all languages but the reader's first, and synonyms in all; kept by `name`.

    Two readers' words of one name are the same, so `name` must not belong to what people write.
    """
    key = (name, get_language())
    if key not in _found_by:
        _found_by[key] = "\n".join(in_all_languages(*words))
    return _found_by[key]
