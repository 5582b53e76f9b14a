"""HTML from strangers, made safe each time it is read: an allow-list, in a document of its own for a sealed frame.

Three walls stand behind each other: the cleaning here, the document's policy (no script, no network, pictures
only as data), and the frame's sandbox. Each alone would do.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote

import nh3
import tinycss2
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from tinycss2.ast import Declaration, FunctionBlock, Node

from kundig.conversations.models import Message
from kundig.conversations.pictures import picture_type
from kundig.core import blobs, caps

# Sent with the document: nothing runs, nothing is fetched, nothing is posted; links open elsewhere. Without
# scripts its origin is worth nothing to it, and ours may measure how high it is.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)

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
_DATA_PICTURE = re.compile(r"data:image/[a-z]+;base64,([A-Za-z0-9+/=\s]*)", re.I)


def document(message: Message) -> str:
    """Return the message's HTML as a whole document that is safe to show behind `POLICY`."""
    cleaner = _Cleaner(message)
    body = mark_safe(cleaner.clean(message.html))  # noqa: S308  # this is what the cleaning is for
    return render_to_string(
        "conversations/mail_frame.html", {"body": body, "title": message.subject}
    )


def clean(html: str) -> SafeString:
    """Return HTML that belongs to no message, cleaned: pictures of any kind are left out."""
    return mark_safe(_Cleaner(None).clean(html))  # noqa: S308  # this is what the cleaning is for


class _Cleaner:
    """Cleans the HTML of one message; pictures may only come from its own files."""

    def __init__(self, message: Message | None) -> None:
        self._message = message
        self._room = caps.INLINE_PICTURES_BYTES
        self._pictures: dict[str, str] = {}

    def clean(self, html: str) -> str:
        """Return what is left of the HTML."""
        return nh3.clean(
            html[: caps.MAIL_HTML_CHARS],
            tags=TAGS,
            clean_content_tags=UNREAD,
            attributes=ATTRIBUTES,
            attribute_filter=self._attribute,
            url_schemes=SCHEMES,
            url_relative="deny",
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
        if source[:4].lower() == "cid:":
            return self._own_picture(unquote(source[4:])) or BLOCKED
        match = _DATA_PICTURE.fullmatch(source)
        if match is None:
            return BLOCKED
        try:
            content = base64.b64decode(match[1])
        except (binascii.Error, ValueError):
            return BLOCKED
        return self._as_data(content) or BLOCKED

    def _own_picture(self, content_id: str) -> str:
        """The picture of this name among the message's own files, as data; "" for any other name."""
        if content_id not in self._pictures:
            file = (
                self._message.attachments.filter(content_id=content_id).first()
                if self._message
                else None
            )
            fits = file is not None and file.size <= self._room
            self._pictures[content_id] = (
                self._as_data(blobs.content(file.blob_id)) if file and fits else ""
            )
        return self._pictures[content_id]

    def _as_data(self, content: bytes) -> str:
        if len(content) > self._room:
            return ""
        type = picture_type(content)
        if type is None:
            return ""
        self._room -= len(content)
        return f"data:{type};base64,{base64.b64encode(content).decode('ascii')}"


def clean_style(css: str) -> str:
    """Return the declarations of a style attribute that only change how text looks."""
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
