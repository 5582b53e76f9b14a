"""Cleaned HTML as tags and text: how deep it goes, where its links lead, what of it cannot be seen.

Works on what `display` has cleaned and on nothing else: there every element is closed and every attribute
stands in double quotes, so that reading it needs no parser and can't be misled.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.html import format_html

from kundig.core import caps

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_VOID = frozenset({"area", "br", "col", "hr", "img", "wbr"})
_RAW_TAG = re.compile(r"<(/?)([a-z][a-z0-9:]*)", re.I)
# What is often left open, and ends by itself.
_UNNESTED = _VOID | {
    *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"),
    *("html", "head", "body", "meta", "link", "base", "input", "param", "source", "o:p"),
}
# What a reader takes for the address of a site: with its scheme, or a name with a dot at the beginning.
_SITE = re.compile(r"\s*(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,})(?=[\s/:?#]|$)", re.I)
_LENGTH = re.compile(r"-?\d*\.?\d+")
_NUMBER = re.compile(r"\d+")
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_COLOURS = {"white": _WHITE, "black": _BLACK, "transparent": None}
# Letters that nobody sees fill the line of a preview, where nothing is hidden.
_FILLERS = re.compile(
    r"[\s\u00a0\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u2000-\u200f\u2060-\u206f\u3164\ufeff]+"
)

Colour = tuple[int, int, int]


class Tag(NamedTuple):
    """One tag as it stands."""

    source: str
    name: str
    is_end: bool
    attributes: dict[str, str]


def pieces(cleaned: str) -> Iterator[Tag | str]:
    """Yield tags and the text between them, in order; joined they are the whole again."""
    end = 0
    for match in _TAG.finditer(cleaned):
        if match.start() > end:
            yield cleaned[end : match.start()]
        end = match.end()
        source, slash, name, rest = match[0], match[1], match[2], match[3]
        yield Tag(source, name, bool(slash), _attributes(rest) if rest else {})
    if end < len(cleaned):
        yield cleaned[end:]


def _attributes(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def is_too_deep(source: str) -> bool:
    """Tell whether uncleaned HTML nests so deeply that cleaning it would take too long: no letter does."""
    depth = 0
    for match in _RAW_TAG.finditer(source):
        name = match[2].lower()
        if name not in _UNNESTED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > caps.MAIL_HTML_RAW_DEPTH:
                return True
    return False


def polish(cleaned: str) -> str:
    """Return cleaned HTML no deeper than `caps.MAIL_HTML_DEPTH`, with the real host behind each link that names another."""
    done: list[str] = []
    depth = 0
    link, words = "", ""
    for piece in pieces(cleaned):
        if isinstance(piece, str):
            words += piece
            done.append(piece)
            continue
        if piece.name not in _VOID:
            depth += -1 if piece.is_end else 1
            # Opening and closing tags of one element are left out together: both see the same depth.
            if depth + piece.is_end > caps.MAIL_HTML_DEPTH:
                continue
        done.append(piece.source)
        if piece.name != "a":
            continue
        if piece.is_end:
            done.append(_host_mark(html.unescape(words), link))
        link, words = piece.attributes.get("href", ""), ""
    return "".join(done)


def host_of(address: str) -> str:
    """Return the host of a web address, the name after the @ of a mail address; "" for none."""
    scheme, _colon, rest = address.strip().partition(":")
    if scheme.lower() == "mailto":
        return rest.partition("?")[0].rpartition("@")[2].lower()
    try:
        return urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""


def _host_mark(words: str, address: str) -> str:
    """A visible note of where a link leads whose words name another place; "" where they agree."""
    named = _SITE.match(words)
    host = host_of(address)
    if not named or not host or address.lower().startswith("mailto:"):
        return ""
    if _plain(named[1]) == _plain(host) or _plain(host).endswith("." + _plain(named[1])):
        return ""
    return format_html('<span class="leads-to" dir="ltr">→ {}</span>', in_ascii(host))


def _plain(host: str) -> str:
    return in_ascii(host).lower().removeprefix("www.")


def in_ascii(host: str) -> str:
    """Return a host as the network knows it, in which no letter looks like another; odd ones as they are."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


@dataclass(frozen=True)
class _Look:
    """How text looks within an element."""

    name: str = ""
    colour: Colour | None = _BLACK
    ground: Colour | None = _WHITE
    is_tiny: bool = False
    is_away: bool = False

    @property
    def is_hidden(self) -> bool:
        """Tell whether nobody sees the text."""
        return self.is_tiny or self.is_away or _is_alike(self.colour, self.ground)


def hidden_text(cleaned: str) -> str:
    """Return the text that the sender lets nobody see: without size or display, off the page, or in the colour of its ground."""
    looks = [_Look()]
    found: list[str] = []
    for piece in pieces(cleaned):
        if isinstance(piece, str):
            if looks[-1].is_hidden:
                found.append(html.unescape(piece))
        elif piece.name in _VOID:
            continue
        elif not piece.is_end:
            looks.append(_look(piece, looks[-1]))
        elif len(looks) > 1 and looks[-1].name == piece.name:
            looks.pop()
    return _FILLERS.sub(" ", " ".join(found)).strip()


def _look(tag: Tag, around: _Look) -> _Look:
    if not tag.attributes and tag.name != "a":
        return around if around.name == tag.name else replace(around, name=tag.name)
    style = dict(_declarations(tag.attributes.get("style", "")))
    ground = (
        style.get("background-color") or style.get("background") or tag.attributes.get("bgcolor")
    )
    colour = style.get("color") or (tag.attributes.get("color") if tag.name == "font" else None)
    if tag.name == "a" and not colour:
        colour = "blue"
    return _Look(
        tag.name,
        _colour(colour, around.colour) if colour else around.colour,
        _colour(ground, around.ground) if ground else around.ground,
        # Size is said anew by an inner element; what is not displayed takes all within along.
        _is_tiny(style["font-size"]) if "font-size" in style else around.is_tiny,
        around.is_away or _is_away(style),
    )


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for declaration in style.split(";"):
        name, _colon, value = declaration.partition(":")
        yield name.strip().lower(), value.replace("!important", "").strip().lower()


def _is_tiny(size: str) -> bool:
    length = _length(size)
    return length == 0 or (length < 2 and size.endswith(("px", "pt")))


def _is_away(style: dict[str, str]) -> bool:
    if style.get("display") == "none":
        return True
    return any(_length(style.get(name, "0")) < -500 for name in ("text-indent", "margin-left"))


def _length(value: str) -> float:
    match = _LENGTH.match(value)
    return float(match[0]) if match else 1.0


def _colour(value: str, inherited: Colour | None) -> Colour | None:
    """A colour as red, green and blue; None for what we can't say."""
    first = value.split(maxsplit=1)[0] if not value.startswith("rgb") else value
    if first in _COLOURS:
        return _COLOURS[first] if first != "transparent" else inherited
    if re.fullmatch(r"#[0-9a-f]{3}", first):
        return tuple(int(digit * 2, 16) for digit in first[1:])  # type: ignore[return-value]  # three
    if re.fullmatch(r"#[0-9a-f]{6}", first):
        return tuple(int(first[start : start + 2], 16) for start in (1, 3, 5))  # type: ignore[return-value]  # three
    if first.startswith("rgb"):
        numbers = [int(number) for number in _NUMBER.findall(first)[:3]]
        return (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else None
    return inherited if first == "inherit" else None


def _is_alike(colour: Colour | None, ground: Colour | None) -> bool:
    if colour is None or ground is None:
        return False
    return sum(abs(a - b) for a, b in zip(colour, ground, strict=True)) <= 24
