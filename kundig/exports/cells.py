"""Cells of tables as text: what a spreadsheet would take for a formula stays text (OWASP, “CSV Injection”)."""

from __future__ import annotations

import re

# The signs that begin a formula, also in their full width, and tab and carriage return, which some programs drop:
# at the beginning of a cell, or where another separator than ours would let one begin.
_FORMULA = re.compile(
    "(^|[;,\\t\\r\\n])([ \"'\\u00a0]*)(?=[=+\\-@\\t\\r\\uff1d\\uff0b\\uff0d\\uff20])"
)


def neutral(text: str) -> str:
    """Return the text with an apostrophe before whatever could begin a formula."""
    return _FORMULA.sub(r"\1\2'", text)
