"""Texts with placeholders in braces, ``{{customer.name}}``: looked up in a dictionary, once, and never computed.

``{{date+3}}`` asks for the value of that name and so many days on, ``{{customer.name|you}}`` says what stands
there where the value is empty; ``{team}`` is the short way to write a name without a dot.

There is no template engine here, on purpose: what people type into a signature or a snippet can name
values and nothing else. What is put in is data: it is cleaned, and no placeholder in it is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import escape

from kundig.core import caps
from kundig.core.text import one_line

_PLACEHOLDER = re.compile(
    r"\{\{ ?(?P<name>[a-z_]{1,40}(?:\.[a-z_]{1,40})?)(?P<days>[+-]\d{1,3})? ?"
    r"(?:\|(?P<fallback>[^{}\n]{0,120}))?\}\}"
    r"|\{(?P<short>[a-z_]{1,40})\}"
)
_LINK = re.compile(r"://|www\.|\w\.\w{2,}|@", re.IGNORECASE)


def fill(
    text: str, values: Mapping[str, str], *, keeps_gaps: bool = False, as_markup: bool = False
) -> str:
    """Return `text` with each known placeholder replaced by its value, cleaned; unknown ones stay as they are.

    With `keeps_gaps` a placeholder without a value stays, too, where it names nothing instead: for texts that
    somebody looks at before they go out. With `as_markup` the text is HTML, and the values are escaped for it.
    """
    left = caps.PLACEHOLDERS

    def value(match: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        found = values.get(match["short"] or match["name"] + (match["days"] or ""))
        if left < 0 or found is None:
            return match[0]
        words = one_line(found, caps.PLACEHOLDER_CHARS)
        words = words or one_line(match["fallback"] or "", caps.PLACEHOLDER_CHARS)
        if not words and keeps_gaps and match["fallback"] is None:
            return match[0]
        return escape(words) if as_markup else words

    return _PLACEHOLDER.sub(value, text)


def unknown(text: str, known: Collection[str]) -> list[str]:
    """Return the names of placeholders in `text` that are not `known`, each once."""
    names = [match["short"] or match["name"] for match in _PLACEHOLDER.finditer(text)]
    return [name for name in dict.fromkeys(names) if name not in known]


def gaps(text: str) -> list[str]:
    """Return the placeholders that still stand in a text, as they are written, each once."""
    return list(dict.fromkeys(match[0] for match in _PLACEHOLDER.finditer(text) if match["name"]))


def harmless_name(name: str) -> str:
    """Return a stranger's name as it may stand in a mail that we write by ourselves; "" for what is none.

    Anybody can let us write to anybody under any name: an address, a link or markup in it is not passed on.
    """
    name = one_line(name, 60)
    return "" if _LINK.search(name) or not re.fullmatch(r"[\w .,'’-]*", name) else name
