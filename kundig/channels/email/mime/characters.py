"""Making text storable: PostgreSQL refuses NUL, JSON refuses lone surrogates."""

from __future__ import annotations

import re
import unicodedata

REPLACEMENT = "\ufffd"

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
_UNSTORABLE = re.compile(f"[\x00\ud800-\udfff{_NONCHARACTERS}]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")


def storable(text: str) -> str:
    """The same text in NFC, with U+FFFD for what a database cannot hold."""
    return _UNSTORABLE.sub(REPLACEMENT, unicodedata.normalize("NFC", text))


def one_line(text: str, limit: int) -> str:
    """Text for a header-like place: no line break, no control character, cut with "…"."""
    flat = _CONTROL.sub(REPLACEMENT, _LINE_SPACE.sub(" ", storable(text))).strip()
    return cut(flat, limit)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last being "…" when something is missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
