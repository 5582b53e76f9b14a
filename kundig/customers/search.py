"""Finding customers by the beginnings of the words in their name or address."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.text import one_line
from kundig.customers.models import ADDRESS_WORDS, NAME_WORDS, Address, Customer

_WORDS = re.compile(r"\w+")
_MOST_WORDS = 8


def find_customers(text: str, actor: Actor) -> QuerySet[Customer]:
    """Return the visible customers whose name or address has words beginning like those of `text`."""
    words = _WORDS.findall(one_line(text[:200], 200))[:_MOST_WORDS]
    visible = Customer.objects.visible_to(actor)
    if not words:
        return visible.none()
    query = SearchQuery(
        " & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw"
    )
    # Cut, because the first letter of a name fits very many people.
    by_name = Customer.objects.annotate(words=NAME_WORDS).filter(words=query).values("pk")
    by_address = Address.objects.annotate(words=ADDRESS_WORDS).filter(words=query)
    candidates = by_name[: caps.PEOPLE_FOUND].union(
        by_address.values("customer_id")[: caps.PEOPLE_FOUND]
    )
    return visible.filter(pk__in=candidates)
