"""Text from outside, made safe to store: what PostgreSQL refuses is replaced, never dropped."""

from __future__ import annotations

import re
import unicodedata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Signs that turn the direction of whatever stands behind them, beyond the text they came with (UAX 9).
TURNING_SIGNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_BREAKS = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")


def storable(text: str) -> str:
    """Return `text` with NUL, lone surrogates and noncharacters as U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def one_line(text: str, limit: int) -> str:
    """Return `text` storable, composed, on one line and cut to `limit` characters with an ellipsis.

    Composed (NFC), because some keyboards type an umlaut as two signs, and what is searched for would not be
    found. Signs that turn the direction of writing are left out: a label must not change what stands beside it.
    """
    composed = unicodedata.normalize("NFC", storable(text))
    flat = " ".join(_LINE_BREAKS.sub(" ", TURNING_SIGNS.sub("", composed)).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def in_groups(digits: str) -> str:
    """Return a fingerprint as people compare it: upper case, in groups of four."""
    digits = digits.upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
