"""What stands below the last own word: the signature mark and the lines devices add."""

from __future__ import annotations

import re

from kundig.channels.email.mime.introductions import phrases
from kundig.channels.email.mime.languages import ALL

_MARK = re.compile(r"^\s{0,2}(?:--|—|–)[ \t\u00a0]*$")
_FOOTER = re.compile(
    rf"^[\s*_>\-–—\[(]*(?:{phrases(w for one in ALL for w in one.footers)})[\s*_.!\])]*$", re.I
)
_FOOTER_LINES = 12


def without_signature(lines: list[str]) -> list[str]:
    """The lines above the signature mark and above the footer of a device."""
    for index, line in enumerate(lines):
        if _MARK.match(line) and any(before.strip() for before in lines[:index]):
            lines = lines[:index]
            break
    return _without_footer(lines)


def _without_footer(lines: list[str]) -> list[str]:
    """Footers stand at the end, or before at most a few lines of signature."""
    end = _last_text(lines)
    for index in range(end, max(-1, end - _FOOTER_LINES), -1):
        if index >= 0 and is_footer(lines[index]) and _nothing_but_footers(lines, index):
            return lines[:index] if any(line.strip() for line in lines[:index]) else lines
    return lines


def is_footer(line: str) -> bool:
    """Whether a device or program wrote this line."""
    return len(line) < 160 and _FOOTER.match(line) is not None


def _nothing_but_footers(lines: list[str], index: int) -> bool:
    return all(not line.strip() or is_footer(line) for line in lines[index:])


def _last_text(lines: list[str]) -> int:
    return next((i for i in range(len(lines) - 1, -1, -1) if lines[i].strip()), -1)
