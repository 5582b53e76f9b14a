"""What the search knows of erased words: words of nobody else are forgotten with them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import QuerySet

from kundig.conversations.models import Conversation, SearchEntry

_WORDS = (
    "SELECT tsvector_to_array(document) FROM conversations_searchentry WHERE conversation_id = %s"
)
# They are letters, so nothing in them can end the quotes.
_FORGET = """
DELETE FROM core_knownword AS known WHERE known.word = ANY(%s) AND NOT EXISTS (
  SELECT FROM conversations_searchentry AS entry WHERE entry.document @@ quote_literal(known.word)::tsquery
)
"""


@contextlib.contextmanager
def forgetting(conversation: Conversation) -> Iterator[None]:
    """Forget the words that stood in the conversation's entry of the search before and stand in none afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [conversation.pk])
        row = cursor.fetchone()
    yield
    if row is not None:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [row[0]])


def still_found(addresses: Iterable[str]) -> QuerySet[Conversation]:
    """Return the conversations that the search finds by one of these addresses."""
    found = SearchEntry.objects.none().values("pk")
    for address in addresses:
        asked = SearchQuery(address, config="simple", search_type="phrase")
        found |= SearchEntry.objects.filter(document=asked).values("pk")
    return Conversation.objects.filter(pk__in=found)
