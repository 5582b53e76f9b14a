"""The few tags an answer may have. What an editor, an office program or a programme of others hands in is brought to them."""

from __future__ import annotations

import re
from collections.abc import Set
from html import unescape
from uuid import UUID

import nh3
from django.utils.html import escape, format_html

from kundig.conversations.markup import Tag, is_too_deep, pieces
from kundig.core import caps

BLOCKS = frozenset({"p", "h3", "h4", "ul", "ol", "li", "blockquote", "pre"})
MARKS = frozenset({"strong", "em", "s", "code", "a"})
# What means the same, by its name among ours.
_SAME = {
    "b": "strong",
    "i": "em",
    "del": "s",
    "strike": "s",
    "div": "p",
    "h1": "h3",
    "h2": "h3",
    "h5": "h4",
    "h6": "h4",
    "tt": "code",
}
_TAGS = set(BLOCKS | MARKS | _SAME.keys() | {"br", "img", "span"})
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "span": {"data-agent", "data-conversation"},
}
_UNREAD = {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg"}
_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s]{1,2000}", re.I)
_FILE = re.compile(r"cid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_NUMBER = re.compile(r"[0-9]{1,9}")
_ANY_TAG = re.compile(r"<[^>]*>?")


def clean(html: str) -> str:
    """Return the HTML with our tags alone: no style, no class, no address but links and files of the message.

    Every element is closed and every attribute stands in double quotes. Of what nests absurdly, only the words.
    """
    if is_too_deep(html[: caps.RICH_TEXT_CHARS]):
        return format_html("<p>{}</p>", unescape(_ANY_TAG.sub(" ", html[: caps.RICH_TEXT_CHARS])))
    cleaned = nh3.clean(
        html[: caps.RICH_TEXT_CHARS],
        tags=_TAGS,
        clean_content_tags=_UNREAD,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel=None,
    )
    return "".join(_renamed(cleaned))


def file_ids(cleaned: str) -> set[UUID]:
    """Return the files whose pictures stand in cleaned HTML."""
    return {UUID(found) for found in _FILE.findall(cleaned)}


def agent_ids(cleaned: str) -> set[int]:
    """Return the colleagues whom cleaned HTML names."""
    tags = (piece for piece in pieces(cleaned) if isinstance(piece, Tag) and piece.name == "span")
    return {int(tag.attributes["data-agent"]) for tag in tags if "data-agent" in tag.attributes}


def without_references(cleaned: str) -> str:
    """Return cleaned HTML in which colleagues and conversations are words alone."""
    return "".join(
        piece if isinstance(piece, str) else "" if piece.name == "span" else piece.source
        for piece in pieces(cleaned)
    )


def with_files(cleaned: str, files: Set[UUID]) -> str:
    """Return cleaned HTML without the pictures of other files than these; what they are called is left of them."""
    if "<img" not in cleaned:
        return cleaned
    return "".join(
        escape(piece.attributes.get("alt", ""))
        if isinstance(piece, Tag) and piece.name == "img" and not file_ids(piece.source) & files
        else piece
        if isinstance(piece, str)
        else piece.source
        for piece in pieces(cleaned)
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    wanted = {"href": _LINK, "src": _FILE, "start": _NUMBER}.get(name)
    if wanted is not None:
        return value if wanted.fullmatch(value.strip()) else None
    if name.startswith("data-"):
        return value if _NUMBER.fullmatch(value) else None
    return value[: caps.RICH_TEXT_ALT_CHARS]


def _renamed(cleaned: str) -> list[str]:
    """Our own names for what means the same; elements without a meaning leave their words."""
    done: list[str] = []
    open_spans: list[bool] = []
    for piece in pieces(cleaned):
        if isinstance(piece, str):
            done.append(piece)
        elif piece.name == "span":
            is_kept = open_spans.pop() if piece.is_end else bool(piece.attributes)
            if not piece.is_end:
                open_spans.append(is_kept)
            done.append(piece.source if is_kept else "")
        elif piece.name == "img" and "src" not in piece.attributes:
            done.append(escape(piece.attributes.get("alt", "")))
        elif piece.name in _SAME:
            done.append(f"</{_SAME[piece.name]}>" if piece.is_end else f"<{_SAME[piece.name]}>")
        else:
            done.append(piece.source)
    return done
