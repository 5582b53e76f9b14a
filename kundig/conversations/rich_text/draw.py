"""Clean HTML as a page shows it: cleaned once more, pictures from our own files, people and conversations as links."""

from __future__ import annotations

from collections.abc import Set
from uuid import UUID

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kundig.conversations.markup import Tag, pieces
from kundig.conversations.rich_text.clean import clean, file_ids, with_files
from kundig.web.address import address


def drawn(html: str) -> SafeString:
    """Return what we wrote with formatting, safe to stand in a page.

    It was cleaned when it was written; who can write into the database some other way gets no further than this.
    """
    done: list[str] = []
    ends: list[str] = []
    for piece in pieces(clean(html)):
        if isinstance(piece, str):
            done.append(piece)
        elif piece.name == "span":
            done.append(ends.pop() if piece.is_end else _reference(piece, ends))
        else:
            done.append(_element(piece))
    return mark_safe("".join(done))  # noqa: S308  # cleaned above, and what is put in is escaped


def for_mail(html: str, files: Set[UUID]) -> SafeString:
    """Return what we wrote with formatting as the HTML of a mail: pictures by Content-ID, nothing that only we know."""
    done = [
        piece if isinstance(piece, str) else "" if piece.name == "span" else _styled(piece)
        for piece in pieces(with_files(clean(html), files))
    ]
    return mark_safe("".join(done))  # noqa: S308  # cleaned above


# Mail programs have looks of their own for these, and no two the same.
_STYLES = {
    "blockquote": "margin: 0 0 1em; padding-left: 12px; border-left: 2px solid #c9c7c1; color: #5f5e5a",
    "pre": "padding: 8px 12px; background: #f3f1ed; white-space: pre-wrap",
    "h3": "margin: 0 0 0.5em; font-size: 18px",
    "h4": "margin: 0 0 0.5em; font-size: 15px",
    "img": "max-width: 100%",
}


def _styled(tag: Tag) -> str:
    style = _STYLES.get(tag.name)
    if tag.is_end or style is None:
        return tag.source
    return tag.source.replace(f"<{tag.name}", f'<{tag.name} style="{style}"', 1)


def _element(tag: Tag) -> str:
    if tag.name == "img":
        (file,) = file_ids(tag.source)
        alt = escape(tag.attributes.get("alt", ""))
        return f'<img src="{reverse("attachment", args=[file])}" alt="{alt}" loading="lazy">'
    if tag.name == "a" and not tag.is_end:
        href = escape(tag.attributes.get("href", ""))
        return f'<a href="{href}" target="_blank" rel="noopener noreferrer nofollow">'
    return tag.source


def _reference(tag: Tag, ends: list[str]) -> str:
    """A colleague who is mentioned, or another conversation."""
    number = tag.attributes.get("data-conversation", "")
    ends.append("</a>" if number else "</strong>")
    if number:
        return f'<a href="{address("conversation", int(number))}">'
    return '<strong class="mention">'
