"""Quoted history in an HTML tree: taken out by the marks mail programs leave, before flattening.

Two kinds of marks: an element that is the history itself, and an element after which everything
up to the end of the mail is history.
"""

from __future__ import annotations

import re

from lxml import etree

from kundig.channels.email.mime.markup import flatten
from kundig.core import caps

# The element holds history. Class names match as whole words, ids exactly.
_HISTORY_CLASSES = frozenset({
    "gmail_quote", "gmail_quote_container", "yahoo_quoted", "ymail_quoted", "protonmail_quote",
    "tutanota_quote", "zmail_extra", "mailspring_quote", "mail_quote", "quoted-mail",
    "front-blockquote", "superhuman_quote", "skiff_quote", "moz-email-headers-table",
    "mcntmcntmcnt", "nylas-quote",
})  # fmt: skip
_HISTORY_IDS = frozenset({
    "yahoo_quoted_container", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container",
    "zwchr_quote",
})  # fmt: skip
# The element is a signature, put there by the mail program.
_SIGNATURE_CLASSES = frozenset({
    "gmail_signature", "moz-signature", "protonmail_signature_block", "tutanota_signature",
})  # fmt: skip
_SIGNATURE_IDS = frozenset({
    "Signature", "AppleMailSignature", "ms-outlook-mobile-signature",
    "lineBreakAtBeginningOfSignature",
})  # fmt: skip
# The element introduces history: it goes, and so does all that follows.
_START_CLASSES = frozenset({"moz-cite-prefix", "gmail_attr", "WordSectionQuote"})
_START_IDS = frozenset({
    "divRplyFwdMsg", "appendonsend", "stopSpelling", "reply-intro",
    "mail-app-reply-header", "zwchr",
})  # fmt: skip
# Outlook draws a line above the header block of the mail it quotes.
_OUTLOOK_LINE = re.compile(
    r"border\s*:\s*none\s*;\s*border-top\s*:\s*solid\s+#?\w+\s+1\.0pt", re.IGNORECASE
)
_ANY_MARK = tuple(
    mark.lower()
    for mark in (
        *_HISTORY_CLASSES,
        *_HISTORY_IDS,
        *_SIGNATURE_CLASSES,
        *_SIGNATURE_IDS,
        *_START_CLASSES,
        *_START_IDS,
        "border-top",
    )
)
_HEADER_LABEL = re.compile(r"^\W*[^\s:][^:\n]{0,30}\s?:\s*\S", re.MULTILINE)


# A mail with more marks than this was made to keep us busy.
_MOST_MARKS = 100


def may_be_marked(source: str) -> bool:
    """A cheap look at the HTML text: whether it is worth building its tree again."""
    lowered = source[: caps.MAIL_HTML_CHARS].lower()
    return any(mark in lowered for mark in _ANY_MARK)


def trim(root: etree._Element) -> None:
    """Take quoted history out of `root`."""
    for element, and_all_after in _marked(root):
        if and_all_after:
            _drop_after(element, root)
        _drop(element)


def _marked(root: etree._Element) -> list[tuple[etree._Element, bool]]:
    found: list[tuple[etree._Element, bool]] = []
    for element in root.iter("div", "blockquote", "span", "hr", "table", "a", "p", "section"):
        classes = set((element.get("class") or "").split())
        name = (element.get("id") or "").removeprefix("x_")
        if classes & _HISTORY_CLASSES or name in _HISTORY_IDS or name.startswith("yahoo_quoted"):
            if not _holds_answers(element):
                found.append((element, False))
                if len(found) >= _MOST_MARKS:
                    break
        elif classes & _SIGNATURE_CLASSES or name in _SIGNATURE_IDS:
            _drop_mark_above(element)
            found.append((element, False))
        elif _starts_history(element, classes, name):
            found.append((element, True))
            break  # everything after it goes, marks and all
    return found


def _starts_history(element: etree._Element, classes: set[str], name: str) -> bool:
    if classes & _START_CLASSES:
        return not _answers_follow(element)
    if name in _START_IDS:
        return True
    return bool(_OUTLOOK_LINE.search(element.get("style") or "")) and _is_header_block(element)


def _is_header_block(element: etree._Element) -> bool:
    return len(_HEADER_LABEL.findall(flatten(element)[:600])) >= 2


def _holds_answers(element: etree._Element) -> bool:
    """Whether own words stand between quoted blocks inside the element: an inline reply."""
    walker = etree.iterwalk(element, events=("start",), tag="blockquote")
    for _, block in walker:
        if block is element:
            continue
        walker.skip_subtree()
        if _own_words_after(block):
            return True
    return False


def _own_words_after(block: etree._Element) -> bool:
    if block.tail and block.tail.strip():
        return True
    following = block.getnext()
    while following is not None:
        if following.tag != "blockquote" and flatten(following).strip():
            return True
        following = following.getnext()
    return False


def _answers_follow(element: etree._Element) -> bool:
    """Whether own words come after the quoted block that an introduction announces."""
    block = element.getnext()
    while block is not None and block.tag != "blockquote":
        block = block.getnext()
    return block is not None and _own_words_after(block)


def _drop_after(element: etree._Element, root: etree._Element) -> None:
    """Everything behind the element, up to the end of the mail."""
    current: etree._Element | None = element
    while current is not None and current is not root:
        current.tail = None
        parent = current.getparent()
        if parent is not None:
            del parent[parent.index(current) + 1 :]
        current = parent


def _drop_mark_above(signature: etree._Element) -> None:
    """The "-- " over a signature: left alone it would make what follows a signature too."""
    before = signature.getprevious()
    if before is not None and before.tag == "br" and not (before.tail or "").strip():
        before = before.getprevious()
    if before is not None and (before.tail or "").strip() == "--":
        before.tail = None


def _drop(element: etree._Element) -> None:
    """The element alone; the words behind it stay."""
    element.clear(keep_tail=True)  # type: ignore[call-arg]  # lxml-stubs lack the parameter
