"""Recognising where quoted history begins: introductions, separators, header blocks.

Nothing here knows a whole phrase. An introduction is a short line or two in which the evidence
adds up: a verb of writing, a date or time, an address, a colon at the end, a quote below. The
words come from `languages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kundig.channels.email.mime.languages import ALL

_INTRODUCTION_CHARS = 400
_INTRODUCTION_LINES = 4


def _words(entries: Iterable[str]) -> str:
    unique = sorted({entry.lower() for entry in entries}, key=len, reverse=True)
    return "|".join(re.escape(entry).replace(r"\ ", r"\s+") for entry in unique)


def phrases(entries: Iterable[str]) -> str:
    """A pattern for any of the entries, in which "…" stands for anything."""
    unique = sorted({entry.lower() for entry in entries}, key=len, reverse=True)
    return "|".join(
        r".{0,80}".join(re.escape(piece).replace(r"\ ", r"\s+") for piece in entry.split("…"))
        for entry in unique
    )


_CJK = "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
_VERB = re.compile(
    rf"(?<![^\W\d_{_CJK}])(?:{_words(w for one in ALL for w in one.wrote)})(?![^\W\d_{_CJK}])", re.I
)
_OPENER = re.compile(
    rf"\W{{0,6}}(?:{_words(w for one in ALL for w in one.openers)})(?=[\s,\d]|$)", re.I
)
_TIME = re.compile(r"(?<!\d)\d{1,2}\s?[:.h時시]\s?\d{2}(?!\d)|\d{1,2}[时点點]|\d{1,2}\s?[ap]\.?m\b", re.I)
_DATE = re.compile(
    r"\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|"
    r"\d{1,2}[-. ]+(?:(?:de|of)\s+)?[^\W\d_]{3,12}\.?[-, ]+(?:(?:de|del|г)\.?\s+)?(?:\d{4}|\d{2}(?!\d))|"
    r"[^\W\d_]{3,12}\.?[- ]\d{1,2}(?:st|nd|rd|th)?[-,. ]+\d{2,4}|\d{1,2}\s(?:tháng|thg)\s\d{1,2}|"
    r"\d{4}[.,]?\s[^\W\d_]{3,14}\.?\s\d{1,2}",
    re.I,
)
_DATE_FIRST = re.compile(
    r"\W{0,4}(?:[^\W\d_]{2,12}[.,]{0,2}\s+)?(?:\d{4}\s?[-/.年년]|\d{1,2}\s?[./-]\s?\d{1,2}|"
    r"\d{1,2}\.?\s[^\W\d_]{3,}|\d{1,2}:\d{2})"
)
_QUOTE_MARK = re.compile(r"^\s{0,3}(?:[>|»]\s?)+")
_EMPHASIS = re.compile(r"[*_\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")

QUOTED = re.compile(r"^\s{0,3}(?:>|\|\s|»)")


def unquoted(line: str) -> str:
    """The line without its quote marks and invisible direction marks."""
    return _EMPHASIS.sub(lambda m: "" if m.group()[0] not in "*_" else m.group(), _QUOTE_MARK.sub("", line))


# ── introductions ────────────────────────────────────────────────────────────────────────────


def introduction_lines(lines: list[str], start: int) -> int:
    """How many lines from `start` on form an introduction of a quote; 0 if they do not."""
    joined = ""
    for count in range(1, _INTRODUCTION_LINES + 1):
        if start + count > len(lines):
            break
        line = unquoted(lines[start + count - 1]).strip()
        if not line:
            break
        joined = f"{joined} {line}".strip()
        if len(joined) > _INTRODUCTION_CHARS:
            break
        below = quoted_below(lines, start + count)
        if is_introduction(joined, line, quoted=below, wrapped=count > 1):
            return count
    return 0


def quoted_below(lines: list[str], start: int) -> bool:
    """Whether the next line that is not empty is quoted."""
    for line in lines[start : start + 4]:
        if line.strip():
            return QUOTED.match(line) is not None
    return False


def is_introduction(text: str, last: str, *, quoted: bool, wrapped: bool = False) -> bool:
    """Whether the evidence in `text`, whose last line is `last`, makes it an introduction."""
    ends = last.rstrip(" *_>\u200f\u200e").endswith((":", "："))
    opened = _OPENER.match(text) is not None or _DATE_FIRST.match(text) is not None
    has_address = "@" in text
    if not (ends or quoted or (opened and has_address)):
        return False
    has_date = _DATE.search(text) is not None
    has_time = _TIME.search(text) is not None
    verb = _last_verb(text)
    if wrapped and not (opened or has_address):
        return False
    if verb is not None and _is_at_an_edge(verb, text):
        if ends:
            return has_date or has_time or has_address or quoted or _is_bare_name(text, verb)
        return (has_date or has_time) and opened and (quoted or has_address) and (
            verb.end() >= len(text) - 2
        )
    if ends and has_address and (has_date or has_time):
        return opened
    if ends and quoted and opened and has_date:
        return True
    return quoted and has_date and has_address and opened and text.rstrip().endswith(">")


def _last_verb(text: str) -> re.Match[str] | None:
    found = None
    for match in _VERB.finditer(text):
        found = match
    return found


def _is_at_an_edge(verb: re.Match[str], text: str) -> bool:
    """The verb stands near the end, or what follows it is only a name, address or date."""
    rest = text[verb.end() :]
    return len(rest) < 120 and rest.count(". ") < 3


def _is_bare_name(text: str, verb: re.Match[str]) -> bool:
    """ "Anna Weber schrieb:": up to four capitalised words and nothing else."""
    name = text[: verb.start()].strip(" ,\"'")
    rest = text[verb.end() :].strip(" :：")
    words = name.split()
    if rest or not 0 < len(words) <= 4 or len(words) < 2:
        return False
    return all(word[0].isupper() or word.lower() in _PARTICLES for word in words)


_PARTICLES = frozenset("von van de der den di da del la le zu".split())


def shares_its_line(line: str) -> str | None:
    """The own words before an introduction on the same line ("Yes.--- On 3 May, A wrote:")."""
    if not line.rstrip().endswith(":") or len(line) > _INTRODUCTION_CHARS:
        return None
    own, dashes, rest = line.rpartition("--")
    rest = rest.strip()
    if not dashes or not _OPENER.match(rest) or not is_introduction(rest, rest, quoted=False):
        return None
    return own.rstrip("- ") or None


# ── separators ───────────────────────────────────────────────────────────────────────────────

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


# ── header blocks ────────────────────────────────────────────────────────────────────────────

_LABELS: dict[str, set[str]] = {}
for _language in ALL:
    for _kind, _entries in (
        ("from", _language.from_),
        ("date", _language.date),
        ("to", _language.to),
        ("cc", _language.cc),
        ("subject", _language.subject),
    ):
        for _entry in _entries:
            _LABELS.setdefault(_entry.lower(), set()).add(_kind)
for _entry in ("reply-to", "importance", "attachments", "priority", "antwort an", "organization"):
    _LABELS.setdefault(_entry, set()).add("other")
_LABELLED = re.compile(r"^[\s*_>|]*([^\W\d_][^:：*_\n]{0,30}?)[\s*_]*[:：][\s*_]*(.*)$")
_BLOCK_LINES = 14


def header_block_lines(lines: list[str], start: int) -> int:
    """How many lines from `start` on are the header block of a quoted mail; 0 if none.

    It names a sender and one more thing, or a date and a recipient, each on a line of its own.
    """
    if not _label_kinds(lines[start]):
        return 0
    seen: set[str] = set()
    last = start
    blanks = strays = 0
    evidence = False
    for index in range(start, min(len(lines), start + _BLOCK_LINES)):
        line = lines[index]
        kinds = _label_kinds(line)
        if kinds:
            seen |= kinds if len(kinds) == 1 else _unseen(kinds, seen)
            last, blanks, strays = index, 0, 0
            evidence = evidence or _shows_who_or_when(line)
        elif not unquoted(line).strip():
            blanks += 1
            if blanks > 1:
                break
        else:
            strays += 1
            if strays > 2 or blanks:
                break
    return last - start + 1 if evidence and _is_block(seen) else 0


def _is_block(seen: set[str]) -> bool:
    if "from" in seen:
        return len(seen & {"date", "to", "subject"}) >= 1
    return {"date", "to"} <= seen


def _shows_who_or_when(line: str) -> bool:
    return bool("@" in line or _DATE.search(line) or _TIME.search(line))


def _unseen(kinds: frozenset[str], seen: set[str]) -> set[str]:
    """A label with two meanings (Dutch "van", Spanish "a") takes the one still missing."""
    for kind in ("from", "date", "to", "subject", "cc"):
        if kind in kinds and kind not in seen:
            return {kind}
    return set()


@lru_cache(maxsize=1_024)
def _label_kinds(line: str) -> frozenset[str]:
    match = _LABELLED.match(line) if ":" in line or "：" in line else None
    if match is None:
        return frozenset()
    return frozenset(_LABELS.get(" ".join(match.group(1).lower().split()), ()))
