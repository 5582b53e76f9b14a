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
_INTRODUCTION_LINES = 6
_VERB_LINE_CHARS = 30


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
# "2026-03-03 17:21 GMT+01:00 Anna Weber", and "---- On ... wrote ----".
_STAMP = re.compile(
    r"\W{0,4}\d{4}-\d\d-\d\d\s\d\d:\d\d\s(?:GMT|UTC)[+-]\d\d:?\d\d\s+\S.{0,120}"
)
_DASHED = re.compile(r"-{2,}\s.{10,300}\s-{2,}$")
_QUOTE_MARK = re.compile(r"^\s{0,3}(?:[>|»]\s?)+")
_EMPHASIS = re.compile(r"[*_\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")

QUOTED = re.compile(r"^\s{0,3}(?:>|\|(?:\s|$)|»)")


def unquoted(line: str) -> str:
    """The line without its quote marks and invisible direction marks."""
    return _EMPHASIS.sub(lambda m: "" if m.group()[0] not in "*_" else m.group(), _QUOTE_MARK.sub("", line))


# ── introductions ────────────────────────────────────────────────────────────────────────────


def introduction_lines(lines: list[str], start: int) -> int:
    """How many lines from `start` on form an introduction of a quote; 0 if they do not."""
    pieces: list[str] = []
    for index in range(start, min(len(lines), start + _INTRODUCTION_LINES)):
        piece = unquoted(lines[index]).strip()
        if not piece:
            if not _goes_on_after(" ".join(pieces), lines, index):
                break
            continue
        pieces.append(piece)
        text = " ".join(pieces)
        if len(text) > _INTRODUCTION_CHARS:
            break
        below = quoted_below(lines, index + 1)
        if _only_verb_follows(lines, index + 1):
            continue
        if is_introduction(text, quoted=below, wrapped=len(pieces) > 1):
            return 0 if _begins_later(pieces, below) else index - start + 1
    return 0


def _goes_on_after(text: str, lines: list[str], index: int) -> bool:
    """Some programs put an empty line between the date and the "<address> wrote:"."""
    below = lines[index + 1].strip() if index + 1 < len(lines) else ""
    return below.startswith("<") and _begins_introduction(text) and bool(_TIME.search(text))


def _only_verb_follows(lines: list[str], index: int) -> bool:
    """Whether the next line is the rest of an introduction: "wrote:", "> wrote:"."""
    line = unquoted(lines[index]).strip() if index < len(lines) else ""
    return len(line) < _VERB_LINE_CHARS and line.endswith((":", "：")) and bool(_VERB.match(line))


def _begins_later(pieces: list[str], below: bool) -> bool:
    """Whether the first lines are own words, and the introduction begins on a line of its own."""
    for number in range(1, len(pieces)):
        rest = " ".join(pieces[number:])
        if shares_its_line(pieces[number]) is not None:
            return True
        if _begins_introduction(rest) and is_introduction(rest, quoted=below):
            return True
    return False


def _begins_introduction(text: str) -> bool:
    return _OPENER.match(text) is not None or _DATE_FIRST.match(text) is not None


def quoted_below(lines: list[str], start: int) -> bool:
    """Whether the next line that is not empty is quoted."""
    for line in lines[start : start + 4]:
        if line.strip():
            return QUOTED.match(line) is not None
    return False


def is_introduction(text: str, *, quoted: bool, wrapped: bool = False) -> bool:
    """Whether the evidence in `text` makes it an introduction. `quoted`: a quote stands below."""
    if _STAMP.fullmatch(text):
        return True
    ends = text.rstrip(" *_>").endswith((":", "：")) or _DASHED.match(text) is not None
    opened = _begins_introduction(text)
    has_address = "@" in text
    if not (ends or quoted or (opened and has_address)):
        return False
    if wrapped and not (opened or has_address):
        return False
    has_date = _DATE.search(text) is not None
    has_time = _TIME.search(text) is not None
    verb = _last_verb(text)
    if verb is not None and _is_at_an_edge(verb, text):
        if ends:
            return has_date or has_time or has_address or quoted or _is_bare_name(text, verb)
        at_the_end = verb.end() >= len(text) - 2
        return at_the_end and opened and (has_date or has_time) and (quoted or has_address)
    if ends:
        return opened and (has_date or (has_time and has_address)) and (quoted or has_address)
    return quoted and has_date and has_address and opened and text.endswith(">")


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
    if not dashes or not _OPENER.match(rest) or not is_introduction(rest, quoted=False):
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

def _label_table() -> dict[str, frozenset[str]]:
    """Every label of every language, with what it may stand for."""
    table: dict[str, set[str]] = {label: {"other"} for label in _OTHER_LABELS}
    for one in ALL:
        for kind, labels in (
            ("from", one.from_),
            ("date", one.date),
            ("to", one.to),
            ("cc", one.cc),
            ("subject", one.subject),
        ):
            for label in labels:
                table.setdefault(label.lower(), set()).add(kind)
    return {label: frozenset(kinds) for label, kinds in table.items()}


_OTHER_LABELS = ("reply-to", "importance", "attachments", "priority", "antwort an", "organization")
_LABEL_KINDS = _label_table()
_INNER_LABEL = re.compile(r"(?:^|\s)\**([^\W\d_][^\s:*]{0,20})\**:\s")
_LABELLED = re.compile(r"^[\s*_>|]*([^\W\d_][^:：*_\n]{0,30}?)[\s*_]*[:：][\s*_]*(.*)$")
_BLOCK_LINES = 14


def header_block_lines(lines: list[str], start: int) -> int:
    """How many lines from `start` on are the header block of a quoted mail; 0 if none.

    It names a sender and one more thing, or a date and a recipient, each on a line of its own.
    """
    if not _label_kinds(unquoted(lines[start])):
        return 0
    if _is_block_in_one_line(unquoted(lines[start])):
        return 1
    seen: set[str] = set()
    last = start
    blanks = strays = 0
    evidence = False
    for index in range(start, min(len(lines), start + _BLOCK_LINES)):
        line = lines[index]
        kinds = _label_kinds(unquoted(line))
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
    plain = unquoted(line)
    return bool("@" in plain or _DATE.search(plain) or _TIME.search(plain))


def _is_block_in_one_line(line: str) -> bool:
    """ "From: a@b.de Date: ...": what is left of a block when its line breaks are lost."""
    if len(line) > _INTRODUCTION_CHARS or not _shows_who_or_when(line):
        return False
    seen: set[str] = set()
    for match in _INNER_LABEL.finditer(line):
        seen |= _unseen(_LABEL_KINDS.get(match.group(1).lower(), frozenset()), seen)
    return "from" in seen and _is_block(seen)


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
    return _LABEL_KINDS.get(" ".join(match.group(1).lower().split()), frozenset())
