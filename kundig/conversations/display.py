"""HTML from strangers, made safe each time it is read: an allow-list, in a document of its own for a sealed frame.

Three walls stand behind each other: the cleaning here, the document's policy (no script, no network, pictures
only as data), and the frame's sandbox. Each alone would do.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

import nh3
import tinycss2
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from tinycss2.ast import Declaration, FunctionBlock, Node

from kundig.conversations.markup import hidden_text, is_too_deep, polish
from kundig.conversations.models import Message
from kundig.core import caps, pictures
from kundig.core.pictures import Picture

# Sent with the document: nothing runs, nothing is fetched, nothing is posted; links open elsewhere. Without
# scripts its origin is worth nothing to it, and ours may measure how high it is.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; font-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
POLICY = _POLICY.format(pictures="data:")
# Where pictures from outside were asked for: they come through this host, and still from nowhere else.
POLICY_WITH_PICTURES = _POLICY.format(pictures="data: 'self'")

TAGS = (nh3.ALLOWED_TAGS | {"font", "big"}) - {"area", "map", "data"}
_EVERYWHERE = {"style", "dir", "lang", "title", "align", "valign", "width", "height", "bgcolor"}
ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt", "border"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
}
# What disappears with all that is in it.
UNREAD = {
    *("script", "style", "head", "title", "template", "noscript", "noembed", "noframes", "iframe"),
    *(
        "object",
        "embed",
        "applet",
        "frameset",
        "svg",
        "math",
        "select",
        "textarea",
        "xmp",
        "plaintext",
    ),
}
SCHEMES = {"http", "https", "mailto", "tel", "cid", "data"}
_LINKS = ("http:", "https:", "mailto:", "tel:")

_SIDES = ("top", "right", "bottom", "left")
PROPERTIES = frozenset(
    {
        *("color", "background", "background-color", "direction", "vertical-align"),
        *("font", "font-family", "font-size", "font-style", "font-weight", "font-variant"),
        *("line-height", "letter-spacing", "word-spacing", "text-align", "text-decoration"),
        *(
            "text-indent",
            "text-transform",
            "white-space",
            "word-break",
            "word-wrap",
            "overflow-wrap",
        ),
        *("margin", "padding", "border", "border-color", "border-style", "border-width"),
        *(f"{box}-{side}" for box in ("margin", "padding", "border") for side in _SIDES),
        *(f"border-{side}-{what}" for side in _SIDES for what in ("color", "style", "width")),
        *("border-radius", "border-collapse", "border-spacing", "caption-side", "empty-cells"),
        *("table-layout", "width", "height", "min-width", "min-height", "max-width", "max-height"),
        *("display", "float", "clear", "list-style-type", "list-style-position"),
    }
)
_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla", "calc"})

# A grey frame where a picture would have been fetched from outside.
BLOCKED = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='48' height='24'%3E"
    "%3Crect width='100%25' height='100%25' fill='%23f0eeea' stroke='%23c9c7c1'/%3E%3C/svg%3E"
)
_REMOTE_PICTURE = re.compile(r"https?://[^\s]{1,2000}", re.I)
_ANY_TAG = re.compile(r"<[^>]*>?")
_DATA_PICTURE = re.compile(r"data:image/[a-z]+;base64,([A-Za-z0-9+/=\s]*)", re.I)


# What makes an address of ours out of the address of a picture outside.
Proxy = Callable[[str], str]


def document(message: Message, *, proxy: Proxy | None = None) -> str:
    """Return the message's HTML as a whole document that is safe to show behind `POLICY`.

    Pictures from outside are left out, or with `proxy` come from the addresses it makes
    (`POLICY_WITH_PICTURES`).
    """
    return _document(_Cleaner(message, proxy).clean(message.html), message.subject)


def document_of(html: str, title: str) -> str:
    """Return HTML that belongs to no message as such a document: pictures of any kind are left out."""
    return _document(_Cleaner(None).clean(html), title)


def _document(cleaned: str, title: str) -> str:
    body = mark_safe(polish(cleaned))  # noqa: S308  # this is what the cleaning is for
    return render_to_string("conversations/mail_frame.html", {"body": body, "title": title})


def clean(html: str) -> SafeString:
    """Return HTML that belongs to no message, cleaned: pictures of any kind are left out."""
    return mark_safe(_Cleaner(None).clean(html))  # noqa: S308  # this is what the cleaning is for


def notable_in(html: str) -> list[str]:
    """Return what a reader must be told of a message's HTML: "remote_pictures", "hidden_text"."""
    if not html:
        return []
    cleaner = _Cleaner(None)
    hidden = len(hidden_text(cleaner.clean(html))) >= caps.HIDDEN_CHARS
    found = {"remote_pictures": bool(cleaner.remote), "hidden_text": hidden}
    return [name for name, is_so in found.items() if is_so]


class _Cleaner:
    """Cleans the HTML of one message; pictures come from its own files, and others where a proxy is given."""

    def __init__(self, message: Message | None, proxy: Proxy | None = None) -> None:
        self._message = message
        self._proxy = proxy
        self._room = caps.INLINE_PICTURES_BYTES
        self._until = time.monotonic() + caps.INLINE_PICTURES_SECONDS
        self._pictures: dict[str, str] = {}
        # Pictures that lie outside, and where they are shown from.
        self.remote: dict[str, str] = {}

    def clean(self, html: str) -> str:
        """Return what is left of the HTML; of what nests absurdly, only the text."""
        html = html[: caps.MAIL_HTML_CHARS]
        if is_too_deep(html):
            return escape(unescape(_ANY_TAG.sub(" ", html)))
        return nh3.clean(
            html,
            tags=TAGS,
            clean_content_tags=UNREAD,
            attributes=ATTRIBUTES,
            attribute_filter=self._attribute,
            url_schemes=SCHEMES,
            # The only address of ours that `_attribute` lets stand is that of a picture through the proxy.
            url_relative="pass_through" if self._proxy else "deny",
            link_rel="noopener noreferrer",
            set_tag_attribute_values={"a": {"target": "_blank"}},
        )

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return clean_style(value) or None
        if name == "href":
            return value if value.strip().lower().startswith(_LINKS) else None
        if name == "src":
            return self._picture(value.strip())
        if name in ("width", "height") and not re.fullmatch(r"\d{1,4}%?(px)?", value.strip()):
            return None
        return value

    def _picture(self, source: str) -> str:
        if _REMOTE_PICTURE.fullmatch(source):
            return self._remote_picture(source)
        if source not in self._pictures:
            has_room = len(self._pictures) < caps.INLINE_PICTURES and time.monotonic() < self._until
            self._pictures[source] = self._as_data(self._own_picture(source)) if has_room else ""
        return self._pictures[source] or BLOCKED

    def _remote_picture(self, source: str) -> str:
        if source not in self.remote and len(self.remote) < caps.REMOTE_PICTURES:
            self.remote[source] = self._proxy(source) if self._proxy else BLOCKED
        return self.remote.get(source, BLOCKED)

    def _own_picture(self, source: str) -> Picture | None:
        """The picture among the message's own files, or in the address itself; None for any other."""
        if self._message is None:
            return None
        if source[:4].lower() == "cid:":
            file = self._message.attachments.filter(content_id=unquote(source[4:])).first()
            return pictures.drawn(file.blob_id) if file else None
        match = _DATA_PICTURE.fullmatch(source)
        try:
            return pictures.draw(base64.b64decode(match[1])) if match else None
        except (binascii.Error, ValueError):
            return None

    def _as_data(self, picture: Picture | None) -> str:
        if picture is None or len(picture.content) > self._room:
            return ""
        self._room -= len(picture.content)
        content = base64.b64encode(picture.content).decode("ascii")
        return f"data:{picture.content_type};base64,{content}"


@lru_cache(maxsize=1_024)
def clean_style(css: str) -> str:
    """Return the declarations of a style attribute that only change how text looks; a mail says the same a hundred times."""
    declarations = tinycss2.parse_blocks_contents(
        css[: caps.STYLE_CHARS], skip_comments=True, skip_whitespace=True
    )
    kept = [
        f"{node.lower_name}: {tinycss2.serialize(node.value).strip()}"
        for node in declarations
        if isinstance(node, Declaration)
        and node.lower_name in PROPERTIES
        and all(map(_is_harmless, node.value))
    ]
    return "; ".join(kept)


def _is_harmless(node: Node) -> bool:
    if isinstance(node, FunctionBlock):
        return node.lower_name in _FUNCTIONS and all(map(_is_harmless, node.arguments))
    return node.type in {
        *("ident", "number", "percentage", "dimension", "hash", "string", "whitespace", "literal")
    }
