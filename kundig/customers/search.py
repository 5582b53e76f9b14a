"""Finding customers by the beginnings of the words in their name, addresses and fields, and companies by their name."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet, TextField, prefetch_related_objects

from kundig.core import caps
from kundig.core.actor import Actor, Grants
from kundig.core.prepared import KINDS_OF_GRANTS, Given, Prepared
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
_WORDS_GIVEN = Given("words", TextField())
# Words that may stand for one that was typed.
Others = Mapping[str, Sequence[str]]


def find_customers(text: str, actor: Actor, others: Others | None = None) -> QuerySet[Customer]:
    """Return the visible customers whose name, address or fields have words beginning like those of `text`.

    With `others` each word may be put in other ways, too.
    """
    words = _begun(text, others or {})
    return Customer.objects.none() if words is None else _customers(actor, words)


def find_companies(text: str, actor: Actor, others: Others | None = None) -> QuerySet[Company]:
    """Return the visible companies whose name has words beginning like those of `text`, or like `others`."""
    words = _begun(text, others or {})
    return Company.objects.none() if words is None else _companies(actor, words)


def first_customers(text: str, actor: Actor, number: int) -> list[Customer]:
    """Return the first of those that `find_customers` finds, with their addresses; the query is written once for all with the same rights."""
    words = _begun(text, {})
    if words is None:
        return []
    found = _first_customers(actor.grants, number).rows(words=words)
    if found:
        prefetch_related_objects(found, "addresses")
    return found


def first_companies(text: str, actor: Actor, number: int) -> list[Company]:
    """Return the first of those that `find_companies` finds; the query is written once for all with the same rights."""
    words = _begun(text, {})
    return [] if words is None else _first_companies(actor.grants, number).rows(words=words)


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _first_customers(grants: Grants, number: int) -> Prepared[Customer]:
    anybody = Actor("agent", grants=grants)
    return Prepared(lambda: _customers(anybody, _WORDS_GIVEN)[:number], spelled_out=True)


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _first_companies(grants: Grants, number: int) -> Prepared[Company]:
    anybody = Actor("agent", grants=grants)
    return Prepared(lambda: _companies(anybody, _WORDS_GIVEN)[:number], spelled_out=True)


def _customers(actor: Actor, words: str | Given) -> QuerySet[Customer]:
    query = SearchQuery(words, config="simple", search_type="raw")
    # Cut, because the first letter of a name fits very many people.
    by_name = Customer.objects.annotate(words=NAME_WORDS).filter(words=query).values("pk")
    by_address = Address.objects.annotate(words=ADDRESS_WORDS).filter(words=query)
    by_fields = Customer.objects.annotate(words=FIELD_WORDS).filter(words=query).values("pk")
    candidates = by_name[: caps.PEOPLE_FOUND].union(
        by_address.values("customer_id")[: caps.PEOPLE_FOUND], by_fields[: caps.PEOPLE_FOUND]
    )
    return Customer.objects.visible_to(actor).filter(pk__in=candidates)


def _companies(actor: Actor, words: str | Given) -> QuerySet[Company]:
    query = SearchQuery(words, config="simple", search_type="raw")
    return Company.objects.visible_to(actor).annotate(words=NAME_WORDS).filter(words=query)


def _begun(text: str, others: Others) -> str | None:
    """Words that begin like those of `text` or are others for them, as PostgreSQL reads them; None where there are none."""
    words = _WORDS.findall(one_line(text[:200], 200))[:_MOST_WORDS]
    if not words:
        return None
    # Only letters, digits and underscores stand in words, so nothing can end the quotes.
    either = (
        " | ".join([f"'{word}':*", *(f"'{other}'" for other in others.get(word, ()))])
        for word in words
    )
    return " & ".join(f"({ones})" for ones in either)
