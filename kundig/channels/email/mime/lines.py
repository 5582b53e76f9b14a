"""What a single line of a mail can tell: quoted or not, a date in it, a separator, a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kundig.channels.email.mime.languages import ALL


def words(entries: Iterable[str]) -> str:
    """A pattern for any of the entries, longest first."""
    unique = sorted(set(entries), key=lambda entry: (-len(entry), entry))
    return "|".join(re.escape(entry).replace(r"\ ", r"\s+") for entry in unique)


def phrases(entries: Iterable[str]) -> str:
    """A pattern for any of the entries, in which "…" stands for anything."""
    unique = sorted(set(entries), key=lambda entry: (-len(entry), entry))
    return "|".join(
        r".{0,80}".join(re.escape(piece).replace(r"\ ", r"\s+") for piece in entry.split("…"))
        for entry in unique
    )


_TIME = re.compile(
    r"(?<!\d)\d{1,2}\s?[:.h時시]\s?\d{2}(?!\d)|\d{1,2}[时点點]|\d{1,2}\s?[ap]\.?m\b", re.I
)
_DATE = re.compile(
    r"\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|"
    r"\d{1,2}[-. ]+(?:(?:de|of)\s+)?[^\W\d_]{3,12}\.?[-, ]+(?:(?:de|del|г)\.?\s+)?(?:\d{4}|\d{2}(?!\d))|"
    r"[^\W\d_]{3,12}\.?[- ]\d{1,2}(?:st|nd|rd|th)?[-,. ]+\d{2,4}|\d{1,2}\s(?:tháng|thg)\s\d{1,2}|"
    r"\d{4}[.,]?\s[^\W\d_]{3,14}\.?\s\d{1,2}",
    re.I,
)
_QUOTE_MARK = re.compile(r"^\s{0,3}(?:[>|»]\s?)+")
_DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")

QUOTED = re.compile(r"^\s{0,3}(?:>|\|(?:\s|$)|»)")


def unquoted(line: str) -> str:
    """The line without its quote marks and invisible direction marks."""
    return _DIRECTION.sub("", _QUOTE_MARK.sub("", line))


def quoted_below(lines: list[str], start: int) -> bool:
    """Whether the next line that is not empty is quoted."""
    for line in lines[start : start + 4]:
        if line.strip():
            return QUOTED.match(line) is not None
    return False


def has_date(text: str) -> bool:
    """Whether a date stands in the text, in any usual notation."""
    return _DATE.search(text) is not None


def has_time(text: str) -> bool:
    """Whether a time of day stands in the text."""
    return _TIME.search(text) is not None


_SEPARATOR_CHARS = 200
_DASHES = "-_=*–—>~ \t\u00a0"
_ORIGINAL = re.compile(phrases(w for one in ALL for w in one.original), re.I)
_FORWARDED = re.compile(phrases(w for one in ALL for w in one.forwarded), re.I)
_RULE = re.compile(r"^\s*(?:_{10,}|-{20,}|={20,}|\*{20,}|—{6,})\s*$")


def is_original_separator(line: str) -> bool:
    """ "-----Original Message-----" in any language; without a dash it is only words."""
    words = _between_dashes(line)
    return bool(words and words != line.strip() and _ORIGINAL.fullmatch(words.rstrip(": ")))


def is_forwarded_separator(line: str) -> bool:
    """ "---------- Forwarded message ---------" in any language."""
    words = _between_dashes(line)
    return bool(words and _FORWARDED.fullmatch(words.rstrip(": ")))


def _between_dashes(line: str) -> str:
    return unquoted(line).strip(_DASHES) if len(line) < _SEPARATOR_CHARS else ""


def is_rule(line: str) -> bool:
    """A line of dashes or underscores only."""
    return _RULE.match(line) is not None
