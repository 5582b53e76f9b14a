"""What a search asks for, as PostgreSQL writes it: a text, so that what uses it is the same for all searches."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, Value
from django.db.models.functions import Cast

from kundig.core import caps
from kundig.core.prepared import Given, Statement
from kundig.core.text import one_line

_LAST_WORD = re.compile(r"(?<![\w-])\w+$")
# German forms, the words as they are, and words that begin like the last one behind all others.
_WRITE = Statement(
    """
SELECT (websearch_to_tsquery('german', typed.words) || websearch_to_tsquery('simple', typed.words) || CASE
  WHEN typed.last = '' THEN ''::tsquery
  WHEN typed.before = '' THEN to_tsquery('simple', typed.last)
  ELSE (websearch_to_tsquery('german', typed.before) && to_tsquery('simple', typed.last))
    || (websearch_to_tsquery('simple', typed.before) && to_tsquery('simple', typed.last))
END)::text
FROM (VALUES (%s::text, %s::text, %s::text)) AS typed (words, before, last)
""",
    [Given("words"), Given("before"), Given("last")],
)


class HasWords(Func):
    """Tells whether the words of a conversation (a column, a search vector) are those of a search."""

    arg_joiner = " @@ "
    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, words: str, query: str | Given) -> None:
        sought = Cast(Value(query), SearchQueryField()) if isinstance(query, str) else query
        super().__init__(F(words), sought)


def given_query() -> Given:
    """Return the place of a search in a query that is written once."""
    return Given("query", SearchQueryField())


def sought_words(text: str) -> str | None:
    """Return the search for `text`, words that begin like its last one with it; None where no word was typed."""
    text = one_line(text[: caps.SEARCH_QUERY_CHARS], caps.SEARCH_QUERY_CHARS)
    if not _has_words(text):
        return None
    begun = _LAST_WORD.search(text)
    before = text[: begun.start()] if begun else ""
    # Only letters, digits and underscores stand in it, so nothing can end the quotes.
    last = f"'{begun[0]}':*" if begun else ""
    before = before if _has_words(before) else ""
    ((written,),) = _WRITE.run({"words": text, "before": before, "last": last})
    return str(written)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
