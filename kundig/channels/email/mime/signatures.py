"""What stands below the last own word: the signature mark and the lines devices add."""

from __future__ import annotations

import re

from kundig.channels.email.mime.introductions import introduction_lines
from kundig.channels.email.mime.languages import ALL
from kundig.channels.email.mime.lines import QUOTED, is_rule, phrases

_MARK = re.compile(r"^\s{0,2}(?:--|—|–)[ \t\u00a0]*$")
_DASHED_NAME = re.compile(r"^\s{0,2}-{1,2}[^\W\d_]\S*(?:\s[^\W\d_]\S*){0,2}\s*$")
_LIST_FOOTER = re.compile(r"mailing[ -]?list|/listinfo/|unsubscribe|list-?serv|groups?\.\w+", re.I)
_FOOTER = re.compile(
    rf"^[\s*_>\-–—\[(]*(?:{phrases(w for one in ALL for w in one.footers)})[\s*_.!\])]*$", re.I
)
_LINK = re.compile(r"\s*[<(\[]?https?://[^\s<>()\[\]]*[>)\]]?")
_FOOTER_CHARS = 240
_FOOTER_LINES = 12
_LIST_FOOTER_LINES = 8


def without_last_signature(lines: list[str]) -> list[str]:
    """The lines above the footer of a mailing list and above a signature with no quote below it."""
    lines = _without_list_footer(lines)
    for index in range(len(lines) - 1, -1, -1):
        if QUOTED.match(lines[index]):
            break
        if _MARK.match(lines[index]):
            after = range(index + 1, len(lines))
            if any(introduction_lines(lines, number) for number in after):
                break
            return lines[:index] if _has_text(lines[:index]) else lines
    return lines


def without_signature(lines: list[str]) -> list[str]:
    """The lines above the signature mark, the name behind a dash and the footer of a device."""
    for index, line in enumerate(lines):
        if _MARK.match(line) and _has_text(lines[:index]):
            lines = lines[:index]
            break
    lines = _without_footer(lines)
    end = _last_text(lines)
    if end > 0 and not lines[end - 1].strip() and _DASHED_NAME.match(lines[end]):
        return lines[:end] if _has_text(lines[:end]) else lines
    return lines


def _without_list_footer(lines: list[str]) -> list[str]:
    """A rule and a few lines about a mailing list, at the very end."""
    end = _last_text(lines)
    for index in range(end, max(-1, end - _LIST_FOOTER_LINES), -1):
        if is_rule(lines[index]):
            footer = "\n".join(lines[index:])
            return lines[:index] if _LIST_FOOTER.search(footer) else lines
    return lines


def _without_footer(lines: list[str]) -> list[str]:
    """Footers stand at the very end, several of them perhaps."""
    end = _last_text(lines)
    for index in range(max(0, end - _FOOTER_LINES), end + 1):
        if is_footer(lines[index]) and _nothing_but_footers(lines, index):
            return lines[:index] if _has_text(lines[:index]) else lines
    return lines


def _has_text(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)


def is_footer(line: str) -> bool:
    """Whether a device or program wrote this line."""
    return len(line) < _FOOTER_CHARS and _FOOTER.match(_LINK.sub("", line)) is not None


def _nothing_but_footers(lines: list[str], index: int) -> bool:
    return all(not line.strip() or is_footer(line) for line in lines[index:])


def _last_text(lines: list[str]) -> int:
    return next((i for i in range(len(lines) - 1, -1, -1) if lines[i].strip()), -1)
