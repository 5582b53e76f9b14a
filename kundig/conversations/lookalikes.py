"""Senders who would like to be taken for others: letters of another alphabet, signs that turn the line around.

After Unicode's security mechanisms (UTS 39): a word in which alphabets mix is written by no person, and of
domains only those in plain Latin letters are taken as they look.
"""

from __future__ import annotations

import re
import unicodedata

from kundig.core.text import TURNING_SIGNS

_WORD = re.compile(r"[^\W\d_]+")
# Latin letters of the languages of Europe that no accent takes apart into plain ones.
_PLAIN = frozenset("ßæœøđðþłŋĳ")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")


def notable_in_sender(name: str, address: str, subject: str) -> list[str]:
    """Return what a reader must be told of a sender: "turned", "mixed_letters", "punycode"."""
    domain = address.rpartition("@")[2]
    found = {
        "turned": any(TURNING_SIGNS.search(text) for text in (name, address, subject)),
        "mixed_letters": any(_is_mixed(word) for word in _WORD.findall(name)),
        "punycode": not all(map(_is_plain, domain.lower())),
    }
    return [word for word, is_so in found.items() if is_so]


def _is_mixed(word: str) -> bool:
    names = [unicodedata.name(letter, "") for letter in word]
    return sum(any(name.startswith(one) for name in names) for one in _ALPHABETS) > 1


def _is_plain(letter: str) -> bool:
    """Tell whether a letter of a domain is what it looks like: ASCII, perhaps with an accent."""
    base = unicodedata.normalize("NFD", letter)
    accents = base[1:]
    return letter in _PLAIN or (base[0].isascii() and all(map(unicodedata.combining, accents)))
