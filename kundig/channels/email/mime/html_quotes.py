"""Quoted history in an HTML tree: taken out by the marks mail programs leave, before flattening.

Two kinds of marks: an element that is the history itself, and an element after which everything
up to the end of the mail is history.
"""

from __future__ import annotations

import re

from lxml import etree

from kundig.channels.email.mime.markup import flatten

# The element holds history. Class names match as whole words, ids exactly.
_HISTORY_CLASSES = frozenset(
    "gmail_quote gmail_quote_container yahoo_quoted ymail_quoted protonmail_quote tutanota_quote "
    "moz-forward-container zmail_extra mailspring_quote mail_quote quoted-mail front-blockquote "
    "superhuman_quote skiff_quote moz-email-headers-table mcntmcntmcnt nylas-quote".split()
) - {"moz-forward-container"}
_HISTORY_IDS = frozenset(
    "yahoo_quoted_container OLK_SRC_BODY_SECTION mail-editor-reference-message-container "
    "zwchr_quote".split()
)
# The element introduces history: it goes, and so does all that follows.
_START_CLASSES = frozenset("moz-cite-prefix gmail_attr WordSectionQuote".split())
_START_IDS = frozenset(
    "divRplyFwdMsg appendonsend stopSpelling reply-intro x_divRplyFwdMsg "
    "mail-app-reply-header zwchr LPBorder".split()
)
# Outlook draws a line above the header block of the mail it quotes.
_OUTLOOK_LINE = re.compile(
    r"border\s*:\s*none\s*;\s*border-top\s*:\s*solid\s+#?\w+\s+1\.0pt", re.IGNORECASE
)
_HEADER_LABEL = re.compile(r"^\W*[^\s:][^:\n]{0,30}\s?:\s*\S", re.MULTILINE)


def trim(root: etree._Element) -> bool:
    """Take quoted history out of `root`. True if a mark was found and text is left without it.

    When nothing would be left (a forwarded mail), the tree stays whole.
    """
    marked = _marked(root)
    if not marked:
        return False
    for element, and_all_after in marked:
        if and_all_after:
            _drop_after(element, root)
        _drop(element)
    return True


def _marked(root: etree._Element) -> list[tuple[etree._Element, bool]]:
    found: list[tuple[etree._Element, bool]] = []
    for element in root.iter("div", "blockquote", "span", "hr", "table", "a", "p", "section"):
        classes = set((element.get("class") or "").split())
        name = (element.get("id") or "").removeprefix("x_")
        if classes & _HISTORY_CLASSES or name in _HISTORY_IDS or name.startswith("yahoo_quoted"):
            if not _holds_answers(element):
                found.append((element, False))
        elif classes & _START_CLASSES:
            if not _answers_follow(element):
                found.append((element, True))
        elif name in _START_IDS:
            found.append((element, True))
        elif _OUTLOOK_LINE.search(element.get("style") or "") and _is_header_block(element):
            found.append((element, True))
    return found


def _is_header_block(element: etree._Element) -> bool:
    return len(_HEADER_LABEL.findall(flatten(element)[:600])) >= 2


def _holds_answers(element: etree._Element) -> bool:
    """Whether own words stand between quoted blocks inside the element: an inline reply."""
    blocks = [child for child in element.iter("blockquote")]
    outer = [b for b in blocks if not any(a in blocks for a in b.iterancestors("blockquote"))]
    return any(_own_words_after(block) for block in outer if block is not element)


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
        current.tail = None if current is not element else None
        for following in list(current.itersiblings()):
            following.getparent().remove(following)
        current = current.getparent()


def _drop(element: etree._Element) -> None:
    """The element alone; the words behind it stay."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
