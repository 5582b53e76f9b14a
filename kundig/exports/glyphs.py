"""What the packaged font can't draw is named instead, so that nothing in a document is an empty box."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

# Signs that only say how the one before them is drawn.
_SILENT = {"\u200d", "\ufe0e", "\ufe0f", "\u20e3"}


def drawable(text: str, known: Container[int]) -> str:
    """Return the text with signs that are not in `known` as their names in brackets, invisible ones left out."""
    return "".join(sign if ord(sign) in known or sign == "\n" else _named(sign) for sign in text)


def _named(sign: str) -> str:
    if sign == "\t":
        return "    "
    if sign in _SILENT or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Mn"):
        return ""
    return f"[{unicodedata.name(sign, 'sign').lower()}]"
