"""Sentences and words of a text that a person has written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|[.!?](?=\S)[^.!?\n]*)*")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Sentence:
    """A sentence, and where it begins in the text."""

    text: str
    start: int

    @property
    def is_question(self) -> bool:
        """Tell whether it asks something."""
        return self.text.rstrip(" )\"'“”»").endswith("?")

    @property
    def place(self) -> tuple[int, int]:
        """Return where it stands."""
        return self.start, self.start + len(self.text)


def sentences(text: str) -> Iterator[Sentence]:
    """Go through the sentences of `text`; a line's end is a sentence's end, what is quoted (">") is left out."""
    for match in _SENTENCE.finditer(text):
        stripped = match[0].lstrip()
        if stripped and not _is_quoted(text, match.start()):
            yield Sentence(stripped.rstrip(), match.end() - len(stripped))


def own_words(text: str) -> str:
    """Return `text` of equal length with quoted lines and passages in quotation marks blanked out."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match[0])

    text = re.sub(r"^[ \t]*>.*$", blank, text, flags=re.MULTILINE)
    return re.sub(
        r"„[^“”\n]{1,300}[“”]|“[^”\n]{1,300}”|»[^«\n]{1,300}«|\"[^\"\n]{1,300}\"", blank, text
    )


def words(text: str) -> list[str]:
    """Return the words of `text` as they stand there."""
    return _WORD.findall(text)


def folded(word: str) -> str:
    """Return a word as it is compared: lower case, umlauts spelled out, without accents (Müller = Mueller)."""
    spelled = unicodedata.normalize("NFC", word).casefold().translate(_SPELLED)
    apart = unicodedata.normalize("NFD", spelled)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def distance(one: str, other: str, limit: int = 2) -> int:
    """Return how many letters have to be changed, left out or exchanged with their neighbour; `limit` + 1 for more.

    Optimal string alignment (Damerau 1964).
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, beside in enumerate(other, 1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != beside))
            swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == beside
            )
            line.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, above = above, line
    return min(above[-1], limit + 1)


def _is_quoted(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 :]
    return line.lstrip(" \t").startswith(">")
