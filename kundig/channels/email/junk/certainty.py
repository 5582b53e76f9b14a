"""How surely a message is spam, from how often each of its words was seen: Robinson's way of combining with
Fisher's chi-square, as SpamBayes made it known. Pure arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# What is taken for granted of a word never seen, and how many sightings that weighs.
_UNKNOWN, _WEIGHT = 0.5, 0.45
# Words nearer to the middle say nothing; of the others the most telling ones count.
_TELLING, _MOST = 0.1, 150


@dataclass(frozen=True)
class Seen:
    """In how many messages of each kind a word was."""

    word: str
    spam: int
    good: int


@dataclass(frozen=True)
class Judgement:
    """How surely it is spam, from 0 to 1, and the words that speak most for it, the strongest first."""

    certainty: float
    words: tuple[str, ...] = ()


def judge(seen: Iterable[Seen], spam: int, good: int) -> Judgement:
    """Return what words say that were seen among so many messages of spam and so many good ones, at least one each."""
    rated = [(_rating(one, spam, good), one.word) for one in seen]
    telling = [one for one in rated if abs(one[0] - 0.5) >= _TELLING]
    telling.sort(key=lambda one: (-abs(one[0] - 0.5), one[1]))
    used = telling[:_MOST]
    if not used:
        return Judgement(0.5)
    # Each is nearer to 1 the less the words could have come together by chance.
    for_spam = 1 - _chance(-2 * sum(math.log(1 - rating) for rating, _word in used), len(used))
    for_good = 1 - _chance(-2 * sum(math.log(rating) for rating, _word in used), len(used))
    words = tuple(word for rating, word in used if rating > 0.5)
    return Judgement((1 + for_spam - for_good) / 2, words)


def _rating(seen: Seen, spam: int, good: int) -> float:
    """How much a word speaks for spam; drawn to the middle the more seldom it was seen."""
    in_spam, in_good = min(seen.spam / spam, 1.0), min(seen.good / good, 1.0)
    times = seen.spam + seen.good
    if not in_spam + in_good:
        return _UNKNOWN
    rating = in_spam / (in_spam + in_good)
    return (_WEIGHT * _UNKNOWN + times * rating) / (_WEIGHT + times)


def _chance(value: float, pairs: int) -> float:
    """The probability that chi-square with 2 × `pairs` degrees of freedom is larger than `value`."""
    half = value / 2
    term = total = math.exp(-half)
    for index in range(1, pairs):
        term *= half / index
        total += term
    return min(total, 1.0)
