"""Clean HTML as plain text: lists with dashes and numbers, links with their address, quotes behind ">"."""

from __future__ import annotations

import re
from html import unescape

from kundig.conversations.markup import Tag, pieces
from kundig.conversations.rich_text.clean import BLOCKS

_SPACE = re.compile(r"[ \t\r\n\f]+")
# Stand apart from what is around them; items of a list follow each other.
_SPACED = BLOCKS - {"li"}


def plain(cleaned: str) -> str:
    """Return the text of HTML that `clean` has cleaned, as somebody would write it in a plain mail."""
    text = _Text()
    for piece in pieces(cleaned):
        if isinstance(piece, str):
            text.add(unescape(piece))
        elif piece.is_end:
            text.close(piece.name)
        else:
            text.open(piece)
    return text.result()


class _Text:
    """Lines being written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        # What every line begins with: quotes and lists around it, each with the words of its first line.
        self._around: list[tuple[str, str]] = []
        # The next number of each list around; None in one without numbers.
        self._numbers: list[int | None] = []
        self._is_first = False
        self._is_preformatted = False
        self._links: list[tuple[str, int]] = []
        # Whether a blank line belongs before the next words, and how much stands around it.
        self._is_apart = False
        self._depth_apart = 0

    def add(self, words: str) -> None:
        """Add words to the line; white space counts where it is preformatted."""
        if self._is_preformatted:
            first, *rest = words.split("\n")
            self._line += first
            for line in rest:
                self._break()
                self._line = line
            return
        folded = _SPACE.sub(" ", words)
        if not self._line or self._line.endswith(" "):
            folded = folded.lstrip(" ")
        self._line += folded

    def open(self, tag: Tag) -> None:
        """Begin an element."""
        name = tag.name
        if name == "br":
            self._break()
        elif name == "img":
            self.add(f"[{tag.attributes['alt']}]" if tag.attributes.get("alt") else "")
        elif name == "a":
            self._links.append((tag.attributes.get("href", ""), len(self._line)))
        elif name in BLOCKS:
            self._end_line(is_apart=name in _SPACED)
            self._begin(tag)

    def close(self, name: str) -> None:
        """End an element."""
        if name == "a" and self._links:
            self._end_link(*self._links.pop())
        elif name in BLOCKS:
            self._end_line(is_apart=name in _SPACED)
            if name in ("li", "blockquote") and self._around:
                self._around.pop()
                self._depth_apart = min(self._depth_apart, len(self._around))
                self._is_first = False
            elif name in ("ul", "ol") and self._numbers:
                self._numbers.pop()
                # Within a list nothing stands apart.
                self._is_apart, self._depth_apart = not self._numbers, len(self._around)
            elif name == "pre":
                self._is_preformatted = False

    def result(self) -> str:
        """Return all lines."""
        self._end_line(is_apart=False)
        return "\n".join(line.rstrip() for line in self._lines).strip("\n")

    def _begin(self, tag: Tag) -> None:
        if tag.name == "blockquote":
            self._around.append(("> ", "> "))
        elif tag.name in ("ul", "ol"):
            number = int(tag.attributes.get("start", "1"))
            self._numbers.append(number if tag.name == "ol" else None)
            self._is_apart = self._is_apart and len(self._numbers) == 1
        elif tag.name == "li":
            mark = self._mark()
            self._around.append((mark, " " * len(mark)))
            self._is_first = True
        elif tag.name == "pre":
            self._is_preformatted = True

    def _mark(self) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return "- "
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _end_link(self, address: str, start: int) -> None:
        words = self._line[start:].strip()
        shown = address.removeprefix("mailto:").removeprefix("tel:")
        if address and words not in (address, shown, shown.removesuffix("/")):
            self._line += f" ({shown})" if words else shown

    def _end_line(self, *, is_apart: bool) -> None:
        """End a block: its last line is written where it has words."""
        if self._line.strip():
            self._break()
        self._line = ""
        # Items and paragraphs in a list follow each other without a gap.
        if is_apart and not self._numbers and not self._is_apart:
            self._is_apart = True
            self._depth_apart = len(self._around)

    def _break(self) -> None:
        """Write the line as it is, behind what stands around it."""
        if self._is_apart and self._lines:
            around = self._around[: self._depth_apart]
            self._lines.append("".join(rest for _first, rest in around))
        self._is_apart = False
        *outer, last = self._around or [("", "")]
        begin = "".join(rest for _first, rest in outer)
        begin += last[0] if self._is_first else last[1]
        self._is_first = False
        self._lines.append(begin + self._line)
        self._line = ""
