"""Learning the words that were written lately, a batch at a time, outside the transactions of whoever wrote them."""

from __future__ import annotations

from django.db import connection, transaction

from kundig.core import caps
from kundig.core.models import KnownWord
from kundig.core.vocabulary.spelling import fold, lookups

# English stems beside: German ones are in every document already.
_NEW = """
WITH taken AS (
  DELETE FROM core_freshwords WHERE id IN (
    SELECT id FROM core_freshwords ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
  ) RETURNING words
), words AS (SELECT DISTINCT word.lexeme FROM taken, unnest(taken.words) AS word)
SELECT lexeme, (ts_lexize('english_stem', lexeme))[1] FROM words
WHERE NOT EXISTS (SELECT FROM core_knownword AS known WHERE known.word = lexeme)
"""


def learn() -> int:
    """Learn the words of up to `caps.FRESH_WORDS` texts; return how many texts are left to be learned from, at least."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NEW, [caps.FRESH_WORDS])
        known = [_known(word, stem) for word, stem in cursor.fetchall() if _is_learned(word)]
        KnownWord.objects.bulk_create(known, batch_size=1_000, ignore_conflicts=True)
        cursor.execute("SELECT count(*) FROM (SELECT FROM core_freshwords LIMIT 1) AS fresh")
        left: int = cursor.fetchone()[0]
    return left


def _is_learned(word: str) -> bool:
    """Numbers, addresses and codes are found as they are, or not at all."""
    return word.isalpha() and caps.WORD_CHARS[0] <= len(word) <= caps.WORD_CHARS[1]


def _known(word: str, stem: str | None) -> KnownWord:
    folded = fold(word)
    return KnownWord(word=word, folded=folded, stem=stem or "", lookups=lookups(folded))
