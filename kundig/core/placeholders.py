"""Texts with placeholders in braces, ``{team}``: looked up in a dictionary, once, and never computed.

There is no template engine here, on purpose: what people type into a signature or a snippet can name
values and nothing else. What is put in is data: it is cleaned, and no placeholder in it is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from kundig.core import caps
from kundig.core.text import one_line

_PLACEHOLDER = re.compile(r"\{([a-z_]{1,40})\}")
_LINK = re.compile(r"://|www\.|\w\.\w{2,}|@", re.IGNORECASE)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each known placeholder replaced by its value, cleaned; unknown ones stay as they are."""
    left = caps.PLACEHOLDERS

    def value(match: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        if left < 0 or match[1] not in values:
            return match[0]
        return one_line(values[match[1]], caps.PLACEHOLDER_CHARS)

    return _PLACEHOLDER.sub(value, text)


def unknown(text: str, known: Collection[str]) -> list[str]:
    """Return the names of placeholders in `text` that are not `known`, each once."""
    return [name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name not in known]


def harmless_name(name: str) -> str:
    """Return a stranger's name as it may stand in a mail that we write by ourselves; "" for what is none.

    Anybody can let us write to anybody under any name: an address, a link or markup in it is not passed on.
    """
    name = one_line(name, 60)
    return "" if _LINK.search(name) or not re.fullmatch(r"[\w .,'’-]*", name) else name
