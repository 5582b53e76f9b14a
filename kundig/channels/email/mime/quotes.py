"""The visible reply: what the sender wrote now, without the history below or above it.

Own words are never lost for a doubt: answers between quoted lines keep the quote, words after a
quote stay, and a mail that is nothing but a forwarded or a quoted one stays whole, for an empty
message helps nobody. Signatures below "-- " and the lines of mobile devices go; a closing formula,
a signature without its mark and a disclaimer stay: they cannot be told from the sender's own words.
"""

from __future__ import annotations

import re

from kundig.channels.email.mime.body import Body, Section
from kundig.channels.email.mime.characters import cut, storable
from kundig.channels.email.mime.header_blocks import header_block_lines
from kundig.channels.email.mime.html_quotes import may_be_marked, trim
from kundig.channels.email.mime.introductions import introduction_lines, shares_its_line
from kundig.channels.email.mime.lines import (
    QUOTED,
    is_forwarded_separator,
    is_original_separator,
    is_rule,
)
from kundig.channels.email.mime.markup import flatten, read_tree
from kundig.channels.email.mime.signatures import without_last_signature, without_signature
from kundig.core import caps

# A quoted line at least this long may have been wrapped by a mail program.
_WRAPPED_CHARS = 60
_SHORT_RULE = re.compile(r"^\s*[-_=*—]{3,}\s*$")
_SENTENCE_ENDS = ("?", "!", ":")


def visible_reply(body: Body) -> str:
    """The reply in a mail's body; the whole text where no own word is left without the quote."""
    pieces = [_section_reply(section) for section in body.sections]
    return cut(storable("\n".join(piece for piece in pieces if piece)), caps.MAIL_TEXT_CHARS)


def _section_reply(section: Section) -> str:
    marked = may_be_marked(section.html or "")
    if section.has_plain_text:
        whole = _tidy(section.readable.replace("\r\n", "\n").split("\n"))
        reply = reply_in_text(section.readable)
        if reply != whole or not marked:
            return reply
    # The plain text shows no history, or there is none: the marks in the HTML may know of some.
    trimmed = _trimmed(section.html or "") if marked else ""
    return reply_in_text(trimmed or section.readable)


def _trimmed(source: str) -> str:
    """The text of an HTML body without what its marks call history; "" if nothing is left."""
    root = read_tree(source)
    if root is None:
        return ""
    trim(root)
    return flatten(root)


def reply_in_text(text: str) -> str:
    """The reply in a plain text; the text itself when nothing else is left."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    too_long = lines[caps.MAIL_REPLY_LINES :]
    lines = lines[: caps.MAIL_REPLY_LINES]
    lines = without_last_signature(lines)
    kept = without_signature(_without_history(lines))
    reply = _tidy(kept)
    if too_long and kept and kept[-1] is lines[-1]:
        reply = _tidy([reply, *too_long])
    return reply or _tidy([*lines, *too_long])


def _tidy(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n").rstrip()


def _without_history(lines: list[str]) -> list[str]:
    """The lines before, between and after quoted history."""
    kept: list[str] = []
    index = 0
    while index < len(lines):
        index = _step(lines, index, kept)
    return kept


def _step(lines: list[str], index: int, kept: list[str]) -> int:
    """Take what is own at `index` into `kept`, and say where to go on."""
    line = lines[index]
    if is_forwarded_separator(line):
        if not _has_words(kept):
            kept += lines[index:]
        return len(lines)
    if (own := shares_its_line(line)) is not None:
        kept.append(own)
        return len(lines)
    if length := introduction_lines(lines, index):
        return _past_history(lines, index, index + length, kept)
    if length := _head_lines(lines, index):
        end = _past_history(lines, index, index + length, kept)
        return len(lines) if _has_words(kept) else end
    if QUOTED.match(line):
        end = _end_of_quote(lines, index)
        if _words_from(lines, end):
            kept += lines[index:end]  # a quote above own words is part of what they say
        return end
    kept.append(line)
    return index + 1


def _past_history(lines: list[str], index: int, start: int, kept: list[str]) -> int:
    """Where own words go on after the history that begins at `index` and is quoted from `start`."""
    end = _end_of_quote(lines, start)
    goes_on = end > start and _words_from(lines, end)
    if goes_on and _answers_between(lines, end):
        kept += lines[index : _last_own_words(lines) + 1]
        return len(lines)
    _drop_trailing_rule(kept)
    return end if goes_on else len(lines)


def _head_lines(lines: list[str], index: int) -> int:
    """How many lines from `index` on head the history as mail programs of offices do."""
    return 1 if is_original_separator(lines[index]) else header_block_lines(lines, index)


def _drop_trailing_rule(kept: list[str]) -> None:
    """The line some programs draw above the history."""
    while kept and (not kept[-1].strip() or _SHORT_RULE.match(kept[-1])):
        kept.pop()


def _end_of_quote(lines: list[str], index: int) -> int:
    """The line after the last one of the quoted block that begins here (empty lines included).

    A line that a mail program has wrapped out of the quote belongs to it: it stands alone between
    two quoted lines.
    """
    end = index
    while index < len(lines):
        if QUOTED.match(lines[index]):
            end = index + 1
        elif lines[index].strip() and not (
            index == end and index > 0 and _is_wrapped_out(lines, index)
        ):
            break
        index += 1
    return end


def _is_wrapped_out(lines: list[str], index: int) -> bool:
    before = lines[index - 1]
    after = lines[index + 1] if index + 1 < len(lines) else ""
    if not (QUOTED.match(before) and QUOTED.match(after)):
        return False
    line = lines[index].strip()
    if "://" in before or "://" in line:
        return True
    # A wrapped rest goes on in the middle of a sentence; a short answer does not.
    goes_on = before.rstrip()[-1:] not in _SENTENCE_ENDS and not line[:1].isupper()
    return len(before) > _WRAPPED_CHARS and goes_on


def _answers_between(lines: list[str], start: int) -> bool:
    """Whether own words from `start` on are followed by more quoted lines."""
    seen_words = False
    for index in range(start, len(lines)):
        if QUOTED.match(lines[index]):
            return seen_words
        if lines[index].strip():
            if introduction_lines(lines, index):
                return False
            seen_words = True
    return False


def _has_words(lines: list[str]) -> bool:
    return any(line.strip() and not is_rule(line) for line in lines)


def _last_own_words(lines: list[str]) -> int:
    """Where the last line stands that is neither empty nor quoted; -1 if there is none."""
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].strip() and not QUOTED.match(lines[index]):
            return index
    return -1


def _words_from(lines: list[str], start: int) -> bool:
    """Whether anything but empty lines and rules stands from `start` on."""
    return any(lines[i].strip() and not is_rule(lines[i]) for i in range(start, len(lines)))
