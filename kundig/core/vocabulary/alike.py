"""The known words that somebody may have meant by a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.db import models
from django.db.models import Case, Func, Q, Value, When
from django.db.models.functions import Reverse

from kundig.core import caps
from kundig.core.models import KnownWord
from kundig.core.vocabulary.spelling import fold, lookups, slips, sound

# What German puts behind a word to bend it, and between the parts of a compound one.
_ENDINGS = ("", "e", "n", "en", "s", "es", "er", "ern")
_JOINTS = ("", "s", "es", "n", "en", "e", "er")
# Shorter words are the end of too many others: "tor" is no part of "direktor".
_PART = 4
# What stands before longer ones needs not be a word of its own that is known: "Jahresrechnung".
_PLAIN_PART = 6
_SLIPS_FROM = 4
_TWO_SLIPS_FROM = 8


class Kind(IntEnum):
    """In which way a word is like another one; the nearest first."""

    SPELLING = 0
    FORM = 1
    SLIP = 2
    PART = 3


@dataclass(frozen=True, order=True)
class Alike:
    """A known word that is like another one; `slips` lie between."""

    kind: Kind
    slips: int
    word: str


def alike(word: str, *, forgiving: bool) -> list[Alike]:
    """Return up to `caps.WORDS_ALIKE` known words like `word` without itself, the nearest first.

    Other spellings (ü, ue; ß, ss; Meier, Maier), English forms, and words of which it is a part. Words that a slip lies
    between only where `word` is not known itself or one is `forgiving`. Two or three queries.
    """
    folded = fold(word)
    near = dict(_near(word.casefold(), folded))
    is_known = near.pop(word.casefold(), None) is not None
    found = {one.word: one for one in _compounds(folded)}
    for other, is_form in near.items():
        one = _judged(folded, other, is_form, forgiving or not is_known)
        if one is not None:
            found[other] = min(one, found.get(other, one))
    found.pop(word.casefold(), None)
    return sorted(found.values())[: caps.WORDS_ALIKE]


class _EnglishStem(Func):
    template = "(ts_lexize('english_stem', %(expressions)s))[1]"
    output_field = models.TextField()


def _near(word: str, folded: str) -> Iterable[tuple[str, bool]]:
    """Known words that sound alike or share the English stem, and whether they do the latter."""
    is_form = Q(stem=_EnglishStem(Value(word)))
    found = KnownWord.objects.filter(Q(lookups__overlap=lookups(folded)) | is_form)
    return found.values_list("word", Case(When(is_form, True), default=False))


def _judged(folded: str, word: str, is_form: bool, forgiving: bool) -> Alike | None:
    other = fold(word)
    if sound(other) == sound(folded):
        return Alike(Kind.SPELLING, slips(folded, other, len(folded)), word)
    if is_form:
        return Alike(Kind.FORM, 0, word)
    most = (len(folded) >= _SLIPS_FROM) + (len(folded) >= _TWO_SLIPS_FROM)
    made = slips(folded, other, most)
    return Alike(Kind.SLIP, made, word) if forgiving and made <= most else None


def _compounds(folded: str) -> list[Alike]:
    """Words that begin or end with this one, in any of its forms."""
    bases = {folded, *(folded.removesuffix(ending) for ending in _ENDINGS if ending)}
    bases = {base for base in bases if len(base) >= max(_PART, len(folded) - 2)}
    if not bases:
        return []
    ends = {base + ending for base in bases for ending in _ENDINGS}
    rows = KnownWord.objects.annotate(turned=Reverse("folded"))
    is_end = Q()
    for end in ends:
        is_end |= Q(turned__startswith=end[::-1])
    behind = rows.filter(is_end).values_list("word", "folded")[: 4 * caps.WORDS_ALIKE]
    before = rows.filter(folded__startswith=folded).values_list("word", "folded")
    heads = {word: _head(other, ends) for word, other in behind}
    known = _known_heads({head for head in heads.values() if head})
    found = [word for word, head in heads.items() if head and _is_part(head, folded, known)]
    if len(folded) >= _PLAIN_PART:
        found += [word for word, _folded in before[: caps.WORDS_ALIKE]]
    return [Alike(Kind.PART, len(word), word) for word in found]


def _head(other: str, ends: set[str]) -> str:
    """What stands before the longest of the ends."""
    longest = max((end for end in ends if other.endswith(end)), key=len, default=other)
    return other[: len(other) - len(longest)]


def _known_heads(heads: set[str]) -> set[str]:
    bare = {head: {head.removesuffix(joint) for joint in _JOINTS} for head in heads}
    asked = {one for ones in bare.values() for one in ones if len(one) >= caps.WORD_CHARS[0]}
    if not asked:
        return set()
    known = set(KnownWord.objects.filter(folded__in=asked).values_list("folded", flat=True))
    return {head for head, ones in bare.items() if ones & known}


def _is_part(head: str, folded: str, known: set[str]) -> bool:
    return head in known or (len(head) > 1 and len(folded) >= _PLAIN_PART)
