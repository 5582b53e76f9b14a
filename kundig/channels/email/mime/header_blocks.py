"""Recognising the header block of a quoted mail: "From: … Sent: … To: … Subject: …"."""

from __future__ import annotations

import re
from functools import lru_cache

from kundig.channels.email.mime.languages import ALL
from kundig.channels.email.mime.lines import has_date, has_time, unquoted

_LINE_CHARS = 400


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
    evidence = is_mail = False
    for index in range(start, min(len(lines), start + _BLOCK_LINES)):
        line = lines[index]
        kinds = _label_kinds(unquoted(line))
        if kinds:
            seen |= kinds if len(kinds) == 1 else _unseen(kinds, seen)
            last, blanks, strays = index, 0, 0
            evidence = evidence or _shows_who_or_when(line)
            is_mail = is_mail or "@" in line or has_time(unquoted(line))
        elif not unquoted(line).strip():
            blanks += 1
            if blanks > 1:
                break
        else:
            strays += 1
            if strays > 2 or blanks:
                break
    # From where and on which day is as good a journey as a mail.
    is_mail = is_mail or bool(seen & {"to", "subject"})
    return last - start + 1 if evidence and is_mail and _is_block(seen) else 0


def header_block_fields(lines: list[str]) -> dict[str, str]:
    """What a header block says: "from", "date", "to", "cc" and "subject", as far as it does."""
    found: dict[str, str] = {}
    for line in map(unquoted, lines):
        kinds = _label_kinds(line)
        match = _LABELLED.match(line) if kinds else None
        for kind in _unseen(kinds, set(found)) if match else ():
            found[kind] = match[2].strip() if match else ""
    return found


def _is_block(seen: set[str]) -> bool:
    if "from" in seen:
        return len(seen & {"date", "to", "subject"}) >= 1
    return {"date", "to"} <= seen


def _shows_who_or_when(line: str) -> bool:
    plain = unquoted(line)
    return "@" in plain or has_date(plain) or has_time(plain)


def _is_block_in_one_line(line: str) -> bool:
    """ "From: a@b.de Date: ...": what is left of a block when its line breaks are lost."""
    if len(line) > _LINE_CHARS or not _shows_who_or_when(line):
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
