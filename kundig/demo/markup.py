"""What mail programs share: the letter they get, what they make of it, and its text as HTML.

In a text, an empty line parts paragraphs, "- " begins a list item, rows with "|" are a table, and a line
`[image: box]` is a picture inside the letter, seen only where the program writes HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from .quoting import Earlier

IMAGE = re.compile(r"^\[image: (\w+)\]$", re.MULTILINE)
ImageLink = Callable[[str], str]


@dataclass(frozen=True)
class Letter:
    """What somebody wants to send: `quoted` is the mail it answers, `link` gives the address of a picture."""

    text: str
    quoted: Earlier | None
    link: ImageLink


@dataclass(frozen=True)
class Written:
    """A letter as a mail program wrote it; `html` is empty where it writes plain text."""

    plain: str
    html: str = ""


def without_images(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", IMAGE.sub("", text)).strip() + "\n"


def blocks(text: str, paragraph: str, link: ImageLink, gap: str = "") -> str:
    """The text as HTML: `paragraph` is a format with one place for the content."""
    out = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        picture = IMAGE.match(block)
        if picture:
            out.append(paragraph % f'<img src="{link(picture[1])}" width="480" alt="">')
        elif all(line.startswith("- ") for line in lines):
            out.append(_list(lines))
        elif all(line.startswith("|") for line in lines):
            out.append(_table(lines))
        else:
            out.append(paragraph % "<br>\n".join(_linked(escape(line, False)) for line in lines))
    return f"\n{gap}".join(out)


def _list(lines: list[str]) -> str:
    items = "".join(f"<li>{escape(line[2:], False)}</li>" for line in lines)
    return f"<ul>{items}</ul>"


def _table(lines: list[str]) -> str:
    rows = [[escape(cell.strip(), False) for cell in line.strip("| ").split("|")] for line in lines]
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    body = "".join(f"<tr>{row}</tr>\n" for row in cells)
    return f'<table border="1" cellpadding="4" style="border-collapse:collapse">\n{body}</table>'


def _linked(line: str) -> str:
    return re.sub(r"(https://[^\s<]+)", r'<a href="\1">\1</a>', line)


def quoted_html(quoted: Earlier) -> str:
    return blocks(quoted.text, "<p>%s</p>", lambda kind: "")
