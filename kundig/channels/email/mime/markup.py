"""HTML to readable text.

The tree is walked by libxml2's own iterator, without recursion. Quoted blocks come out as "> " lines, so the rules for plain text see them.
"""

from __future__ import annotations

import html as entities
import re

from lxml import etree

from kundig.core import caps

_BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_SPACED = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote", "table",
})  # fmt: skip
_UNSEEN = frozenset({
    "head", "style", "script", "title", "template", "noscript", "object", "select", "textarea",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\xa0\u200b\ufeff]+")
_TAG = re.compile(
    r"<(?:script|style)\b.{0,100000}?</(?:script|style)\s*>|<[^>]{0,2000}>", re.I | re.S
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LOOKS_LIKE_HTML = re.compile(r"<(?:html|body|div|p|br|table|span|font|a|b|i)\b[^>]*>", re.I)


def read_tree(source: str) -> etree._Element | None:
    """The tree of an HTML text, however broken; None when it has none.

    libxml2 reads up to 2,048 levels and then nothing at all: such a text counts as having none.
    """
    parser = etree.HTMLParser(
        recover=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
        huge_tree=True,
    )
    data = _DECLARATION.sub("", source)[: caps.MAIL_HTML_CHARS].encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return None
    return None if parser.error_log.filter_from_fatals() else root


def html_to_text(source: str) -> str:
    """What a reader sees of an HTML text."""
    root = read_tree(source)
    return flatten(root) if root is not None else without_tags(source)


def without_tags(source: str) -> str:
    """The text between the tags, for what no parser can read."""
    return entities.unescape(_TAG.sub(" ", source)).strip()


def flatten(root: etree._Element) -> str:
    """The readable text of a tree."""
    text = _Text()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _UNSEEN or is_hidden(element):
                walker.skip_subtree()
                continue
            _open(text, tag)
            text.add(element.text)
        else:
            if not (tag in _UNSEEN or is_hidden(element)):
                _close(text, tag)
            if element is not root:
                text.add(element.tail)
    return text.result()


def is_hidden(element: etree._Element) -> bool:
    """Whether the sender hides the element from the reader, as with preview texts."""
    style = element.get("style")
    return bool(style and _HIDDEN.search(style)) or element.get("hidden") is not None


def _open(text: _Text, tag: str) -> None:
    if tag == "br":
        text.line_end()
    elif tag in _BLOCK:
        text.block(2 if tag in _SPACED else 1)
        if tag == "blockquote":
            text.quoted += 1
        elif tag == "li":
            text.add("* ")
        elif tag == "pre":
            text.preformatted += 1


def _close(text: _Text, tag: str) -> None:
    if tag in ("td", "th"):
        text.add(" ")
    elif tag in _BLOCK:
        text.block(2 if tag in _SPACED else 1)
        if tag == "blockquote":
            text.quoted = max(0, text.quoted - 1)
        elif tag == "pre":
            text.preformatted = max(0, text.preformatted - 1)


class _Text:
    """Lines being written: white space is folded as a browser does."""

    def __init__(self) -> None:
        self.quoted = 0
        self.preformatted = 0
        self._lines: list[str] = []
        self._line: list[str] = []

    def add(self, words: str | None) -> None:
        """Words to the current line."""
        if not words:
            return
        if self.preformatted:
            first, *rest = words.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for line in rest:
                self.line_end()
                self._line = [line]
            return
        folded = _SPACE.sub(" ", words)
        if not self._line or self._line[-1].endswith(" "):
            folded = folded.lstrip(" ")
        if folded:
            self._line.append(folded)

    def line_end(self) -> None:
        """A line break the sender asked for."""
        self._lines.append(("> " * self.quoted + "".join(self._line)).rstrip())
        self._line = []

    def block(self, breaks: int) -> None:
        """The edge of a block: at least `breaks` line breaks since the last word."""
        if any(piece.strip() for piece in self._line):
            self.line_end()
        self._line = []
        if breaks > 1 and self._lines and self._lines[-1].strip("> "):
            self._lines.append("")

    def result(self) -> str:
        """All lines; never more than two blank ones in a row."""
        self.block(1)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip()
