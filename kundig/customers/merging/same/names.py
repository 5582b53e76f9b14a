"""Comparing the names of people: spelled-out umlauts, titles and order make no difference, another first name does."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"}
)
_WORD = re.compile(r"[^\W_]+")
_TITLES = frozenset(
    [
        "dr",
        "prof",
        "professor",
        "dipl",
        "ing",
        "herr",
        "frau",
        "mr",
        "mrs",
        "ms",
        "mag",
        "med",
        "phil",
        "rer",
        "nat",
        "jur",
        "habil",
    ]
)
# Who of a family bears them is told apart from others of the same name by just this.
_MARKS = {"jun": "jun", "junior": "jun", "jr": "jun", "sen": "sen", "senior": "sen", "sr": "sen"}
# Names of departments, which many write under.
_ROLES = frozenset(
    [
        "info",
        "kontakt",
        "contact",
        "office",
        "service",
        "support",
        "team",
        "buchhaltung",
        "einkauf",
        "vertrieb",
        "verkauf",
        "sekretariat",
        "zentrale",
        "hallo",
        "mail",
        "post",
        "bestellung",
        "rechnung",
        "rechnungen",
        "accounting",
        "sales",
        "empfang",
        "praxis",
        "kanzlei",
        "verwaltung",
    ]
)


class Likeness(Enum):
    """How two names stand to each other."""

    SAME = "same"
    # One is a shorter form of the other: an initial, a second first name left out.
    FITS = "fits"
    UNKNOWN = "unknown"
    DIFFERENT = "different"


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared, first names first; nothing for what is no person's name."""
    if "@" in name:
        return ()
    family, comma, given = name.partition(",")
    text = f"{given} {family}" if comma else name
    folded = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    words = tuple(word for word in _WORD.findall(plain) if word not in _TITLES)
    return () if _ROLES & set(words) else words


def likeness(one: str, other: str) -> Likeness:
    """Tell how two names stand to each other; a single word says too little."""
    first, second = words_of(one), words_of(other)
    marks = [{_MARKS[word] for word in words if word in _MARKS} for words in (first, second)]
    if marks[0] != marks[1]:
        return Likeness.DIFFERENT
    first, second = (tuple(w for w in words if w not in _MARKS) for words in (first, second))
    if len(first) < 2 or len(second) < 2:
        return _by_one_word(first, second)
    if sorted(first) == sorted(second):
        return Likeness.SAME
    if first[-1] != second[-1] or not _is_short_for(first[0], second[0]):
        return Likeness.DIFFERENT
    return Likeness.FITS


def _by_one_word(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    shared = not one or not other or set(one) & set(other)
    return Likeness.UNKNOWN if shared else Likeness.DIFFERENT


def _is_short_for(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(shorter) == 1 and longer.startswith(shorter))


def is_role(local: str) -> bool:
    """Tell whether the part before the @ is a department's: many write from there."""
    words = words_of(local.replace(".", " ").replace("-", " "))
    return not words
