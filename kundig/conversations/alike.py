"""A search that forgives: what is found by words that are like those that were typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kundig.conversations.hits import hits_by_index
from kundig.conversations.listing.view import Narrowing
from kundig.conversations.models import Conversation
from kundig.conversations.search import everything, newest_found, these_found
from kundig.conversations.sought_words import sought_words
from kundig.core import caps
from kundig.core.text import one_line
from kundig.core.vocabulary import Alike, Kind, alike
from kundig.staff.models import Agent

# A phrase or a word, with what leaves it out.
_PIECE = re.compile(r'-?"[^"]*"?|\S+')
_PLAIN = re.compile(r"[^\W\d_]{3,}")
_NEAR = (Kind.SPELLING, Kind.SLIP)


@dataclass(frozen=True)
class Varied:
    """A search with, for each word that may be put otherwise, the known words that are like it."""

    pieces: tuple[str, ...]
    variants: tuple[tuple[Alike, ...], ...]

    @property
    def words(self) -> list[str]:
        """Return the words that are looked for beside those that were typed, the nearest of each first."""
        longest = max(map(len, self.variants), default=0)
        ranks = (
            [ones[rank] for ones in self.variants if rank < len(ones)] for rank in range(longest)
        )
        return [one.word for rank in ranks for one in rank]

    @property
    def others(self) -> dict[str, list[str]]:
        """Return the words that may stand for each one that was typed."""
        meant = zip(self.pieces, self.variants, strict=True)
        return {piece: [one.word for one in ones] for piece, ones in meant if ones}

    @property
    def nearest(self) -> str:
        """Return the search with each word as it was probably meant; the same where none was misspelled."""
        meant = zip(self.pieces, self.variants, strict=True)
        return " ".join(
            next((_written(one, piece) for one in ones if one.kind in _NEAR), piece)
            for piece, ones in meant
        )

    def query(self) -> str | None:
        """Return what finds each piece or one of the words like it; None where no word has any."""
        if not any(self.variants):
            return None
        parts = (
            _either(piece, ones) for piece, ones in zip(self.pieces, self.variants, strict=True)
        )
        return " & ".join(f"({part})" for part in parts if part)


def varied(text: str, *, forgiving: bool) -> Varied:
    """Return the search for `text` with the words like each of its words.

    Phrases and words that are left out stay as they are; what says "or" is not varied.
    """
    pieces = _PIECE.findall(one_line(text, caps.SEARCH_QUERY_CHARS))
    plain = [piece for piece in pieces if _PLAIN.fullmatch(piece)][: caps.WORDS_VARIED]
    if any(piece.casefold() == "or" for piece in pieces):
        plain = []
    variants = {piece: tuple(alike(piece, forgiving=forgiving)) for piece in plain}
    return Varied(tuple(pieces), tuple(variants.get(piece, ()) for piece in pieces))


def found_alike(
    text: str, given: Varied, agent: Agent, within: Narrowing = everything
) -> list[Conversation]:
    """Return the newest conversations that words like those of `text` find, and `text` itself does not."""
    query, exact = given.query(), sought_words(text)
    if query is None or exact is None:
        return []
    hits = hits_by_index(query, without=exact)
    return these_found(hits.newest, agent, caps.SEARCH_ALIKE_ROWS, within)


def is_scanty(text: str, agent: Agent, within: Narrowing = everything) -> bool:
    """Tell whether so little is found that the words may be misspelled."""
    return len(newest_found(text, agent, caps.SEARCH_SCANTY + 1, within)) <= caps.SEARCH_SCANTY


def probably_meant(given: Varied, agent: Agent, within: Narrowing = everything) -> str:
    """Return the search that was probably meant, where this agent finds something by it; else an empty text."""
    meant = given.nearest
    is_other = meant.casefold() != " ".join(given.pieces).casefold()
    return meant if is_other and newest_found(meant, agent, 1, within) else ""


def _written(one: Alike, piece: str) -> str:
    """The word as it would have been typed: known words are in lower case."""
    return one.word.capitalize() if piece[0].isupper() else one.word


def _either(piece: str, ones: Sequence[Alike]) -> str | None:
    typed = sought_words(piece)
    if not typed or not ones:
        return typed
    # Known words are letters alone, so nothing can end the quotes.
    return " | ".join([typed, *(f"'{one.word}'" for one in ones)])
