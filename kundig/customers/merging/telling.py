"""What a merge moves, in words: each room tells it of its own rows, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import ngettext

from kundig.core import caps
from kundig.core.actor import Actor
from kundig.customers.merging.belongings import Rows, places_of
from kundig.customers.models import (
    Address,
    CompanyNote,
    Customer,
    CustomerNote,
    Domain,
)

Words = Callable[[QuerySet[Any], Actor], str]

_words: dict[type[models.Model], Words] = {}


def told_by(model: type[models.Model], words: Words) -> None:
    """Let a room say in a few words which rows of its model go; empty where the reader may not know of any."""
    _words[model] = words


def what_hangs_on(thing: models.Model, actor: Actor) -> list[str]:
    """Return in words what would go with `thing`."""
    return list(_told(type(thing), lambda place: place.rows_of(thing), actor))


def what_returns(model: type[models.Model], going: Rows, actor: Actor) -> list[str]:
    """Return in words the rows that undoing a merge gives back."""
    return list(
        _told(
            model,
            lambda place: place.model._base_manager.filter(pk__in=going.get(place.label, [])),
            actor,
        )
    )


def _told(
    model: type[models.Model], rows_at: Callable[[Any], QuerySet[Any]], actor: Actor
) -> Iterator[str]:
    for place in places_of(model):
        words = _words.get(place.model)
        if words is not None and (told := words(rows_at(place), actor)):
            yield told


def _listed(rows: QuerySet[Any]) -> str:
    shown = [str(row) for row in rows.order_by("pk")[: caps.MERGE_LISTED + 1]]
    more = ["…"] if len(shown) > caps.MERGE_LISTED else []
    return " · ".join([*shown[: caps.MERGE_LISTED], *more])


def _notes(rows: QuerySet[Any], _actor: Actor) -> str:
    number = rows.count()
    if not number:
        return ""
    return ngettext("%(number)s note", "%(number)s notes", number) % {"number": number}


def _people(rows: QuerySet[Any], actor: Actor) -> str:
    number = Customer.objects.visible_to(actor).filter(pk__in=rows.values("pk")).count()
    if not number:
        return ""
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": number}


told_by(Address, lambda rows, _actor: _listed(rows))
told_by(Domain, lambda rows, _actor: _listed(rows))
told_by(CustomerNote, _notes)
told_by(CompanyNote, _notes)
told_by(Customer, _people)
