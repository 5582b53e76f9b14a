"""Finding customers by the beginnings of the words in their name or address."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.text import one_line
from kundig.customers.models import ADDRESS_WORDS, NAME_WORDS, Address, Company, Customer

_WORDS = re.compile(r"\w+")
_MOST_WORDS = 8


def find_customers(text: str, actor: Actor) -> QuerySet[Customer]:
    """Return the visible customers whose name or address has words beginning like those of `text`."""
    visible = Customer.objects.visible_to(actor)
    query = _begun(text)
    if query is None:
        return visible.none()
    # Cut, because the first letter of a name fits very many people.
    by_name = Customer.objects.annotate(words=NAME_WORDS).filter(words=query).values("pk")
    by_address = Address.objects.annotate(words=ADDRESS_WORDS).filter(words=query)
    candidates = by_name[: caps.PEOPLE_FOUND].union(
        by_address.values("customer_id")[: caps.PEOPLE_FOUND]
    )
    return visible.filter(pk__in=candidates)


def find_companies(text: str, actor: Actor) -> QuerySet[Company]:
    """Return the visible companies whose name has words beginning like those of `text`."""
    visible = Company.objects.visible_to(actor)
    query = _begun(text)
    if query is None:
        return visible.none()
    return visible.annotate(words=NAME_WORDS).filter(words=query)


def _begun(text: str) -> SearchQuery | None:
    """Words that begin like those of `text`; None where there are none."""
    words = _WORDS.findall(one_line(text[:200], 200))[:_MOST_WORDS]
    if not words:
        return None
    return SearchQuery(
        " & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw"
    )
