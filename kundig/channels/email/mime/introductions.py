"""Recognising the line or lines that introduce a quote: "On 3 May, Anna Weber wrote:".

Nothing here knows a whole phrase. The evidence has to add up: a verb of writing, a date or time,
an address, a colon at the end, a quote below. The words come from `languages`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kundig.channels.email.mime.languages import ALL
from kundig.channels.email.mime.lines import has_date, has_time, quoted_below, unquoted, words

_INTRODUCTION_CHARS = 400
_INTRODUCTION_LINES = 6
_VERB_LINE_CHARS = 30
_ANGLED = re.compile(r"<[^<>\s]+@[^<>\s]+>")

_CJK = "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
_VERB = re.compile(
    rf"(?<![^\W\d_{_CJK}])(?:{words(w for one in ALL for w in one.wrote)})(?![^\W\d_{_CJK}])", re.I
)
_OPENER = re.compile(
    rf"\W{{0,6}}(?:{words(w for one in ALL for w in one.openers)})(?=[\s,\d]|$)", re.I
)
_DATE_FIRST = re.compile(
    r"\W{0,4}(?:[^\W\d_]{2,12}[.,]{0,2}\s+)?(?:\d{4}\s?[-/.年년]|\d{1,2}\s?[./-]\s?\d{1,2}|"
    r"\d{1,2}\.?\s[^\W\d_]{3,}|\d{1,2}:\d{2})"
)
# "2026-03-03 17:21 GMT+01:00 Anna Weber", and "---- On ... wrote ----".
_STAMP = re.compile(r"\W{0,4}\d{4}-\d\d-\d\d\s\d\d:\d\d\s(?:GMT|UTC)[+-]\d\d:?\d\d\s+\S.{0,120}")
_DASHED = re.compile(r"-{2,}\s.{10,300}\s-{2,}$")


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
    return below.startswith("<") and _begins_introduction(text) and has_time(text)


def _only_verb_follows(lines: list[str], index: int) -> bool:
    """Whether the next line is the rest of an introduction: "wrote:", "> wrote:"."""
    line = unquoted(lines[index]).strip() if index < len(lines) else ""
    return len(line) < _VERB_LINE_CHARS and line.endswith((":", "：")) and bool(_VERB.match(line))


def _begins_later(pieces: list[str], below: bool) -> bool:
    """Whether the first lines are own words, and the introduction begins on a line of its own."""
    for number in range(1, len(pieces)):
        if _goes_on_in_the_next_line(pieces[number - 1]):
            continue
        rest = " ".join(pieces[number:])
        if shares_its_line(pieces[number]) is not None:
            return True
        if _begins_introduction(rest) and is_introduction(rest, quoted=below):
            return True
    return False


def _goes_on_in_the_next_line(piece: str) -> bool:
    """Whether a line names who wrote and stops amid the sentence: "Anna Weber <anna@…> schrieb am"."""
    named = _ANGLED.search(piece)
    rest = piece[named.end() :].strip() if named else ""
    return 0 < len(rest) <= _VERB_LINE_CHARS and rest[-1].isalnum()


def _begins_introduction(text: str) -> bool:
    return _OPENER.match(text) is not None or _DATE_FIRST.match(text) is not None


def is_introduction(text: str, *, quoted: bool, wrapped: bool = False) -> bool:
    """Whether the evidence in `text` makes it an introduction. `quoted`: a quote stands below."""
    found = _Evidence(
        text=text,
        quoted=quoted,
        ends=text.rstrip(" *_>").endswith((":", "：")) or _DASHED.match(text) is not None,
        opened=_begins_introduction(text),
        has_address="@" in text,
    )
    if not (found.ends or quoted or (found.opened and found.has_address)):
        return _STAMP.fullmatch(text) is not None
    if wrapped and not (found.opened or found.has_address):
        return False
    verb = _last_verb(text)
    if verb is not None and _is_at_an_edge(verb, text):
        return _suffices_with_verb(found, verb)
    return _suffices_without_verb(found)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for an introduction: a quote below, a colon, an opening word, an address."""

    text: str
    quoted: bool
    ends: bool
    opened: bool
    has_address: bool


def _suffices_with_verb(found: _Evidence, verb: re.Match[str]) -> bool:
    text = found.text
    dated = has_date(text) or has_time(text)
    if not found.ends:
        at_the_end = verb.end() >= len(text) - 2
        return at_the_end and found.opened and dated and (found.quoted or found.has_address)
    if found.has_address or found.quoted:
        return True
    if not found.opened and not _begins_with_a_name(text, verb):
        return False
    return _is_bare_name(text, verb) or (dated and _names_someone(text, verb))


def _suffices_without_verb(found: _Evidence) -> bool:
    text = found.text
    if found.ends and found.quoted and _ANGLED.search(text):
        return True  # "Name <address>:" above a quote needs no verb we know
    dated = has_date(text)
    if found.ends:
        dated = dated or (has_time(text) and found.has_address)
        return found.opened and dated and (found.quoted or found.has_address)
    named = found.has_address and text.endswith(">")
    return found.quoted and dated and found.opened and named


def _last_verb(text: str) -> re.Match[str] | None:
    found = None
    for match in _VERB.finditer(text):
        found = match
    return found


def _is_at_an_edge(verb: re.Match[str], text: str) -> bool:
    """The verb stands near the end, or what follows it is only a name, address or date."""
    rest = text[verb.end() :]
    return len(rest) < 120 and rest.count(". ") < 3


def _names_someone(text: str, verb: re.Match[str]) -> bool:
    """What follows the verb may be a name, a date or a time, but is no sentence of its own."""
    following = re.findall(r"[^\W\d_]{3,}", text[verb.end() :])
    return all(not word.islower() or word in _SMALL_WORDS for word in following)


def _begins_with_a_name(text: str, verb: re.Match[str]) -> bool:
    """What stands before the verb is no sentence: "He said on 3 May that he wrote:"."""
    before = re.findall(r"[^\W\d_]{4,}", text[: verb.start()])
    return not any(word.islower() for word in before)


_SMALL_WORDS = frozenset({"uhr", "kello", "klo", "kl", "via", "von", "van", "der", "den", "the"})


def _is_bare_name(text: str, verb: re.Match[str]) -> bool:
    """ "Anna Weber schrieb:": up to four capitalised words and nothing else."""
    name = text[: verb.start()].strip(" ,\"'")
    rest = text[verb.end() :].strip(" :：")
    words = name.split()
    if rest or not 0 < len(words) <= 4 or len(words) < 2:
        return False
    return all(word[0].isupper() or word.lower() in _PARTICLES for word in words)


_PARTICLES = frozenset({"von", "van", "de", "der", "den", "di", "da", "del", "la", "le", "zu"})


def shares_its_line(line: str) -> str | None:
    """The own words before an introduction on the same line ("Yes.--- On 3 May, A wrote:")."""
    if not line.rstrip().endswith(":") or len(line) > _INTRODUCTION_CHARS:
        return None
    own, dashes, rest = line.rpartition("--")
    rest = rest.strip()
    if not dashes or not _OPENER.match(rest) or not is_introduction(rest, quoted=False):
        return None
    return own.rstrip("- ") or None
