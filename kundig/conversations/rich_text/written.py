"""What somebody hands in as written: plain, or with formatting that is cleaned and says the same in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.html import escape

from kundig.conversations.rich_text.clean import clean
from kundig.conversations.rich_text.plain import plain
from kundig.core.text import storable

_FORMATTED = re.compile(r"<(?!/?(?:p|br)\b)")


@dataclass(frozen=True)
class Written:
    """A text and, where it is formatted, the HTML that says the same."""

    text: str
    html: str = ""


def understand(text: str, html: str) -> Written:
    """Return what was written: the HTML decides where there is any, else the text stands as it is."""
    if html.strip():
        cleaned = clean(storable(html))
        if _FORMATTED.search(cleaned):
            return Written(plain(cleaned), cleaned)
        text = text if text.strip() else plain(cleaned)
    return Written(storable(text).replace("\r\n", "\n").strip())


def as_html(text: str) -> str:
    """Return plain text as HTML that says the same: a paragraph for each, its lines broken."""
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    return "".join(f"<p>{escape(one).replace(chr(10), '<br>')}</p>" for one in paragraphs if one)


def one_after_other(first: Written, second: Written) -> Written:
    """Return both as one; formatted where either is."""
    text = "\n\n".join(one.text for one in (first, second) if one.text.strip())
    if not (first.html or second.html):
        return Written(text)
    return Written(text, "".join(one.html or as_html(one.text) for one in (first, second)))
