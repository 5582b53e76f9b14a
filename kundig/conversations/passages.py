"""The passage that a search has found, its words marked: for the rows that are shown, never for all that was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from kundig.core import caps
from kundig.core.prepared import Given, Statement, prepared_cursor
from kundig.core.text import one_line
from kundig.web.row import Row

# What the search understands besides words: -without, or.
_NO_WORDS = re.compile(r"(?<!\S)(?:-\S+|or)(?!\S)", re.IGNORECASE)
# The stems of German know no umlauts; upper case, too, because not every database knows how they relate.
_LETTERS = {"a": "[aäÄ]", "o": "[oöÖ]", "u": "[uüÜ]", "ss": "(?:ss|ß)"}
_FOLDED = re.compile("ss|[aou]")
# Shorter stems are no beginnings of other words: "ab" is not meant by "aber".
_SHORT = 3

# Among several words the text counts that has the most of them, a message before a file, the newest of these.
# PostgreSQL goes on only as far as it needs to: where the newest message has them all, nothing else is read.
_FIND = """
SELECT wanted.id, substr(found.text, greatest(1, found.place - %(before)s::int), %(chars)s::int),
       found.place > %(before)s::int + 1, found.file
FROM unnest(%(ids)s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
  WITH messages AS MATERIALIZED (
    SELECT left(visible_text, %(searched)s::int) AS text, '' AS file, created_at, id
    FROM conversations_message
    WHERE conversation_id = wanted.id AND withdrawn_at IS NULL
    ORDER BY created_at DESC, id DESC LIMIT %(messages)s::int
  ), files AS (
    SELECT left(words.text, %(searched)s::int) AS text, attachment.name AS file, message.created_at, message.id
    FROM conversations_message AS message
    JOIN conversations_attachment AS attachment ON attachment.message_id = message.id
    JOIN conversations_filetext AS words ON words.attachment_id = attachment.id
    WHERE message.conversation_id = wanted.id AND message.withdrawn_at IS NULL
    ORDER BY message.created_at DESC, message.id DESC LIMIT %(messages)s::int
  )
  SELECT text, file, regexp_instr(text, %(any)s::text, 1, 1, 0, 'i') AS place
  FROM (
    (SELECT text, file FROM messages WHERE text ~* ALL (%(each)s::text[]) LIMIT 1)
    UNION ALL
    (
      SELECT text, file FROM (SELECT * FROM messages UNION ALL SELECT * FROM files) AS either
      WHERE text ~* %(any)s::text
      ORDER BY (SELECT count(*) FROM unnest(%(each)s::text[]) AS word WHERE text ~* word) DESC,
        file = '' DESC, created_at DESC, id DESC
      LIMIT 1
    )
  ) AS best
  LIMIT 1
) AS found
"""
_STEMS = Statement("SELECT tsvector_to_array(to_tsvector('german', %s::text))", [Given("text")])


@dataclass(frozen=True)
class Words:
    """What was searched, as regular expressions that PostgreSQL and Python both read."""

    patterns: tuple[str, ...]

    def marked(self, text: str) -> SafeString:
        """Return `text` as safe HTML with the words in it marked."""
        if not self.patterns:
            return escape(text)
        anywhere = re.compile(rf"(?<!\w)(?:{'|'.join(self.patterns)})", re.IGNORECASE)
        parts: list[str] = []
        end = 0
        for match in anywhere.finditer(text):
            parts += (escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>")
            end = match.end()
        return SafeString("".join([*parts, escape(text[end:])]))


def words_of(text: str) -> Words:
    """Return the words of a search by their stems; words that German ignores count where there are no others."""
    plain = _NO_WORDS.sub(" ", one_line(text, caps.SEARCH_QUERY_CHARS))
    ((stems,),) = _STEMS.run({"text": plain})
    typed = re.findall(r"\w+", plain.lower())
    pieces = [piece for stem in stems for piece in re.findall(r"\w+", stem)] or typed
    # The last word may not be finished yet.
    begun = typed[-1:] if not plain[-1:].isspace() else []
    unique = list(dict.fromkeys([*pieces, *(word for word in begun if len(word) > 1)]))
    return Words(tuple(_pattern(piece, piece in begun) for piece in unique[: caps.PASSAGE_WORDS]))


def with_passages(rows: Sequence[Row], text: str, others: Sequence[str] = ()) -> list[Row]:
    """Return the rows with the passage that the search for `text` has found in each, instead of the preview.

    `others` are words that were looked for beside.
    """
    words = words_of(text)
    if others:
        words = Words((*(_pattern(word, False) for word in others), *words.patterns))
    found = _find(words, [row.id for row in rows if row.id is not None])
    return [
        replace(
            row,
            subject=words.marked(row.subject),
            preview=words.marked(found.get(row.id or 0, row.preview)),
        )
        for row in rows
    ]


def _pattern(piece: str, is_begun: bool) -> str:
    folded = _FOLDED.sub(lambda match: _LETTERS[match[0]], re.escape(piece))
    return folded + (r"\w*" if is_begun or len(piece) > _SHORT else r"(?!\w)")


def _find(words: Words, ids: list[int]) -> dict[int, str]:
    if not words.patterns or not ids:
        return {}
    given: dict[str, Any] = {
        "ids": ids,
        "any": rf"\m(?:{'|'.join(words.patterns)})",
        "each": [rf"\m{pattern}" for pattern in words.patterns],
        "searched": caps.PASSAGE_SEARCHED_CHARS,
        "messages": caps.PASSAGE_MESSAGES,
        "chars": caps.PASSAGE_CHARS,
        "before": caps.PASSAGE_CHARS_BEFORE,
    }
    with prepared_cursor() as cursor:
        cursor.execute(_FIND, given)
        return {
            id: _passage(text, is_inside, file) for id, text, is_inside, file in cursor.fetchall()
        }


def _passage(text: str, is_inside: bool, file: str) -> str:
    """One line of whole words, behind the name of the file that holds them."""
    if is_inside:
        text = "… " + re.sub(r"^\S*\s+", "", text, count=1)
    text = f"{file}: {text}" if file else text
    return one_line(text, caps.PASSAGE_CHARS + 2)
