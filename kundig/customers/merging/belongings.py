"""What hangs on a customer or a company and goes along when two entries become one.

Every model that refers to one belongs to it, unless its key says ``related_name="+"`` or there is one for each
entry: a new room need not be named here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from kundig.customers.merging.models import Merge
from kundig.customers.models import Address, AddressKind

# Ids by the label of their model.
Rows = dict[str, list[int]]
Later = Callable[[Merge], Rows]

_later: dict[type[Merge], list[Later]] = defaultdict(list)


@dataclass(frozen=True)
class Place:
    """One key by which a model refers to what is merged."""

    model: type[models.Model]
    field: str

    @property
    def label(self) -> str:
        """Return the word by which the merge remembers the rows."""
        return self.model._meta.label_lower

    def rows_of(self, thing: models.Model) -> QuerySet[Any]:
        """Return what hangs on `thing` here."""
        return self.model._base_manager.filter(**{self.field: thing})


def came_later(kind: type[Merge], finder: Later) -> None:
    """Let a room say what came after a merge and belongs to who goes away again when it is undone."""
    _later[kind].append(finder)


def places_of(model: type[models.Model]) -> list[Place]:
    """Return where other things refer to `model`, in the order in which their rows are locked."""
    found = [
        Place(relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        # What there is one of for each entry, like its erasure, stays with it.
        if isinstance(relation.related_model, type) and not relation.one_to_one
    ]
    # Conversations before their messages, both before what hangs on the person alone.
    return sorted(found, key=lambda place: place.label)


def hold(thing: models.Model) -> None:
    """Lock what hangs on `thing`: whoever works on a conversation has it before they ask for its person."""
    for place in places_of(type(thing)):
        list(_locked(place.rows_of(thing)))


def move(source: models.Model, target: models.Model) -> Rows:
    """Give what hangs on `source` to `target` and return it. A phone number that both have stays."""
    moved = {}
    for place in places_of(type(source)):
        rows = place.rows_of(source)
        if place.model is Address:
            rows = rows.exclude(_known_at(target))
        if ids := list(_locked(rows)):
            place.model._base_manager.filter(pk__in=ids).update(**{place.field: target})
            moved[place.label] = ids
    return moved


def bring_back(merge: Merge) -> None:
    """Give back what went to the target and is still there, and what came later for who goes away again."""
    going = returning(merge)
    for place in places_of(type(merge.target)):
        rows = place.rows_of(merge.target).filter(pk__in=going.get(place.label, []))
        rows.update(**{place.field: merge.source})


def returning(merge: Merge) -> Rows:
    """Return what undoing the merge gives back, what came later among it."""
    going: Rows = {label: list(ids) for label, ids in merge.moved.items()}
    for label, ids in later_rows(merge).items():
        going[label] = [*going.get(label, []), *ids]
    return going


def later_rows(merge: Merge) -> Rows:
    """Return what came after the merge and belongs to who goes away again."""
    found: dict[str, list[int]] = defaultdict(list)
    for finder in _later[type(merge)]:
        for label, ids in finder(merge).items():
            found[label] += ids
    return dict(found)


def moved_rows(merge: Merge, model: type[models.Model]) -> QuerySet[Any]:
    """Return the rows of `model` that went with the merge, as far as they still exist."""
    ids = merge.moved.get(model._meta.label_lower, [])
    rows: QuerySet[Any] = model._base_manager.filter(pk__in=ids)
    return rows


def _known_at(target: models.Model) -> Exists:
    same = Address.objects.filter(customer=target.pk, kind=AddressKind.PHONE, key=OuterRef("key"))
    return Exists(same.filter(kind=OuterRef("kind"), scope=OuterRef("scope")))


def _locked(rows: QuerySet[Any]) -> QuerySet[Any, int]:
    held = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    return held.values_list("pk", flat=True)
