"""The fields that a condition can name, declared by the rooms that know the thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from kundig.core.conditions.asker import Asker
from kundig.core.conditions.operators import Operator

Words = str | Promise
# A value and what it is called.
Choice = tuple[Any, Words]


@dataclass(frozen=True)
class Many:
    """Where the many values of a field lie: rows that name the thing in their column `owner`."""

    rows: Callable[[], QuerySet[Any]]
    owner: str


@dataclass(frozen=True, eq=False)
class Field:
    """One field: its name in stored conditions, its label, what can be said of it, and where it is found.

    `path` is a lookup of the ORM, from the thing or from the rows of `many`; `value_of` returns the value for a check in
    Python, all of them as a collection where there are `many`. `choices` are asked for when they are shown or checked, and
    hold what that person may know. `words` replace an operator's sentence where its ordinary one sounds wrong, `labels` its
    name; `group` sorts the builder's list.
    """

    name: str
    label: Words
    operators: tuple[Operator, ...]
    path: str
    value_of: Callable[[Any], Any]
    choices: Callable[[Asker], Sequence[Choice]] | None = None
    many: Many | None = None
    words: Mapping[str, Words] = field(default_factory=dict)
    labels: Mapping[str, Words] = field(default_factory=dict)
    group: Words = ""
    # The thing itself, as SQL finds it from where the condition begins.
    thing: str = ""

    def operator(self, name: str) -> Operator | None:
        """Return the operator of this name; None where this field has none."""
        return next((one for one in self.operators if one.name == name), None)

    def label_of(self, operator: Operator) -> Words:
        """Return what the operator is called with this field."""
        return self.labels.get(operator.name, operator.label)

    def query(self, operator: Operator, value: Any, asker: Asker) -> Q:
        """Return the things of which the operator holds."""
        if operator.negates is not None:
            return ~self.query(operator.negates, value, asker)
        if operator.each:
            found = Q()
            for one in value:
                found &= self._one(operator, [one], asker)
            return found
        return self._one(operator, value, asker)

    def holds(self, operator: Operator, thing: Any, value: Any, asker: Asker) -> bool:
        """Tell whether the operator holds of this thing."""
        if operator.negates is not None:
            return not self.holds(operator.negates, thing, value, asker)
        actual = self.value_of(thing)
        values = actual if self.many else [actual]
        asked = [[one] for one in value] if operator.each else [value]
        return all(any(operator.check(one, part, asker) for one in values) for part in asked)

    def _one(self, operator: Operator, value: Any, asker: Asker) -> Q:
        if self.many is None:
            return operator.sql(self.thing + self.path, value, asker)
        owner = {self.many.owner: OuterRef(f"{self.thing}pk")}
        return Q(Exists(self.many.rows().filter(operator.sql(self.path, value, asker), **owner)))

    def of(self, prefix: str, thing_of: Callable[[Any], Any], group: Words) -> Field:
        """Return this field for what refers to its thing by `prefix`: a customer's field for a conversation."""
        return replace(
            self,
            name=f"{prefix}.{self.name}",
            value_of=lambda one: self.value_of(thing_of(one)),
            thing=f"{prefix}__{self.thing}",
            group=group,
        )


class Catalogue:
    """The fields of one kind of thing, in the order of the builder."""

    def __init__(self, fields: Iterable[Field] = ()) -> None:
        self._fields: dict[str, Field] = {}
        for one in fields:
            self.add(one)

    def add(self, field: Field) -> None:
        """Add a field; raises ValueError where the name is taken."""
        if field.name in self._fields:
            raise ValueError(f"field {field.name} is there twice")
        self._fields[field.name] = field

    def get(self, name: str) -> Field | None:
        """Return the field of this name."""
        return self._fields.get(name)

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields.values())
