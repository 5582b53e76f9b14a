"""Finding customers by the beginnings of the words in their name, addresses and fields, and companies by their name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.text import one_line
from kundig.customers.models import (
    ADDRESS_WORDS,
    FIELD_WORDS,
    NAME_WORDS,
    Address,
    Company,
    Customer,
)

_WORDS = re.compile(r"\w+")
_MOST_WORDS = 8
# Words that may stand for one that was typed.
Others = Mapping[str, Sequence[str]]


def find_customers(text: str, actor: Actor, others: Others | None = None) -> QuerySet[Customer]:
    """Return the visible customers whose name, address or fields have words beginning like those of `text`.

    With `others` each word may be put in other ways, too.
    """
    visible = Customer.objects.visible_to(actor)
    query = _begun(text, others or {})
    if query is None:
        return visible.none()
    # Cut, because the first letter of a name fits very many people.
    by_name = Customer.objects.annotate(words=NAME_WORDS).filter(words=query).values("pk")
    by_address = Address.objects.annotate(words=ADDRESS_WORDS).filter(words=query)
    by_fields = Customer.objects.annotate(words=FIELD_WORDS).filter(words=query).values("pk")
    candidates = by_name[: caps.PEOPLE_FOUND].union(
        by_address.values("customer_id")[: caps.PEOPLE_FOUND], by_fields[: caps.PEOPLE_FOUND]
    )
    return visible.filter(pk__in=candidates)


def find_companies(text: str, actor: Actor, others: Others | None = None) -> QuerySet[Company]:
    """Return the visible companies whose name has words beginning like those of `text`, or like `others`."""
    visible = Company.objects.visible_to(actor)
    query = _begun(text, others or {})
    if query is None:
        return visible.none()
    return visible.annotate(words=NAME_WORDS).filter(words=query)


def _begun(text: str, others: Others) -> SearchQuery | None:
    """Words that begin like those of `text` or are others for them; None where there are none."""
    words = _WORDS.findall(one_line(text[:200], 200))[:_MOST_WORDS]
    if not words:
        return None
    # Only letters, digits and underscores stand in words, so nothing can end the quotes.
    either = (
        " | ".join([f"'{word}':*", *(f"'{other}'" for other in others.get(word, ()))])
        for word in words
    )
    return SearchQuery(
        " & ".join(f"({ones})" for ones in either), config="simple", search_type="raw"
    )
