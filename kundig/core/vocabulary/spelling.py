"""Spellings brought together: umlauts however they are written, letters that sound alike, and slips of the finger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# "Mueller" is "Müller"; but "neue", "bauen" and "Quelle" have no umlaut.
_SPELLED_OUT = re.compile("(?<![aeq])([aou])e")
# Letters that German and English names and words change for one another.
_SOUNDS = (
    ("sch", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("dt", "t"),
    ("ck", "k"),
    ("tz", "z"),
    ("ay", "ei"),
    ("ai", "ei"),
    ("ey", "ei"),
    ("y", "i"),
    ("ie", "i"),
)
_TWICE = re.compile(r"(\w)\1+")
# Of long words the beginning is enough to look them up by; a slip makes short ones anything.
_LOOKED_UP = 12
_SHORT = 3


def fold(word: str) -> str:
    """Return the word in lower case without umlauts and accents: "Straße" is "strasse", "Mueller" is "muller"."""
    plain = word.casefold().replace("ß", "ss")
    letters = unicodedata.normalize("NFKD", plain)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare if bare != plain else _SPELLED_OUT.sub(r"\1", bare)


def sound(folded: str) -> str:
    """Return a folded word as it sounds, roughly: "meyer", "maier" and "meier" are the same, and so are "ss" and "s"."""
    for written, heard in _SOUNDS:
        folded = folded.replace(written, heard)
    return _TWICE.sub(r"\1", folded)


def lookups(folded: str) -> list[str]:
    """Return by what a folded word is looked up: its sound, and its letters without any one of them.

    Two words that differ by a slip (a letter too many, too few, another one, or two that changed places) share one.
    """
    begun = folded[:_LOOKED_UP]
    shorter = _shortened(begun) if len(begun) > _SHORT else ()
    return list(dict.fromkeys([f"~{sound(folded)}", begun, *shorter]))


def _shortened(text: str) -> Iterator[str]:
    for place in range(len(text)):
        yield text[:place] + text[place + 1 :]


def slips(one: str, other: str, most: int) -> int:
    """Return how many slips lie between two words; `most` + 1 where there are more than that (optimal string alignment)."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)
