"""The builder of conditions as a part of a form: what it shows, and what it sends.

It works by round trips: buttons and menus send the form with ``build`` naming what to add or remove, and the page, or with
htmx the builder alone, comes back so. What is sent is named by its place: ``c-1-0:field`` is the field of the first
condition in the second part of the whole. What comes of it is JSON as `core.conditions` reads it, perhaps not complete yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.conditions import Asker, Catalogue, Field
from kundig.core.conditions.operators import Operator
from kundig.core.conditions.values import UNITS, Takes

Source = dict[str, Any]
Place = tuple[int, ...]
Words = str | Promise

MATCHES: list[tuple[str, Words]] = [
    ("all", _("all of these hold")),
    ("any", _("at least one of these holds")),
    ("none", _("none of these holds")),
]
_KEY = re.compile(r"c((?:-\d{1,3}){0,9}):(match|field|operator|value|number|unit)", re.ASCII)
_COMMAND = re.compile(r"(add|group|remove):c((?:-\d{1,3}){0,9})", re.ASCII)
Given = dict[Place, dict[str, list[str]]]


# ── what is sent ────────────────────────────────────────────────────────────────────────────────


def posted(data: QueryDict, catalogue: Catalogue, asker: Asker) -> Source:
    """Return the conditions that a form sent, as JSON for `read`, which says what is missing or wrong."""
    given: Given = {}
    for key in data:
        if found := _KEY.fullmatch(key):
            given.setdefault(_place(found[1]), {})[found[2]] = data.getlist(key)
    match = given.get((), {}).get("match", ["all"])[-1]
    return {"match": match, "of": list(_parts((), given, catalogue, asker))}


def _place(text: str) -> Place:
    return tuple(int(number) for number in text.split("-")[1:])


def _parts(at: Place, given: Given, catalogue: Catalogue, asker: Asker) -> Iterator[Source]:
    # One more level than is allowed, so that the refusal says so.
    if len(at) > caps.CONDITION_DEPTH:
        return
    for place in sorted(one for one in given if len(one) == len(at) + 1 and one[:-1] == at):
        sent = given[place]
        if "match" in sent:
            inner = list(_parts(place, given, catalogue, asker))
            yield {"match": sent["match"][-1], "of": inner}
        elif "field" in sent:
            yield _condition(sent, catalogue, asker)


def _condition(sent: dict[str, list[str]], catalogue: Catalogue, asker: Asker) -> Source:
    name = sent["field"][-1]
    field = catalogue.get(name)
    if field is None:
        return {"field": name, "operator": ""}
    # After another field was chosen the operator may be one that this field does not have.
    operator = field.operator(sent.get("operator", [""])[-1]) or field.operators[0]
    value = _value(field, operator, sent, asker)
    found = {"field": name, "operator": operator.name}
    return found if value is None else {**found, "value": value}


def _value(field: Field, operator: Operator, sent: dict[str, list[str]], asker: Asker) -> Any:
    last = sent.get("value", [""])[-1]
    match operator.takes:
        case Takes.NOTHING:
            return None
        case Takes.CHOICES:
            known = {str(value): value for value, _label in _choices(field, asker)}
            return [known.get(text, text) for text in sent.get("value", [])]
        case Takes.NUMBER:
            return _number(last)
        case Takes.SPAN:
            number, unit = sent.get("number", [""])[-1], sent.get("unit", ["days"])[-1]
            return {"number": _number(number), "unit": unit}
    return last


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?\d{1,12}", text.strip(), re.ASCII) else text


def _choices(field: Field, asker: Asker) -> Iterable[tuple[Any, Words]]:
    return field.choices(asker) if field.choices is not None else []


# ── what is built ───────────────────────────────────────────────────────────────────────────────


def begun(catalogue: Catalogue) -> Source:
    """Return what a builder begins with: one condition, to be chosen."""
    return {"match": "all", "of": [_first(catalogue)]}


def built(source: Source, command: str, catalogue: Catalogue) -> tuple[Source, str]:
    """Return the conditions after a button's command, and the id of what shall have the focus then.

    A command that names nothing that is there changes nothing.
    """
    found = _COMMAND.fullmatch(command)
    if found is None:
        return source, ""
    verb, place = found[1], _place(found[2])
    if verb == "remove":
        group = _at(source, place[:-1]) if place else None
        if group is not None and place[-1] < len(group["of"]):
            del group["of"][place[-1]]
        return source, f"{_id(place[:-1])}-add"
    group = _at(source, place)
    if group is None:
        return source, ""
    first = _first(catalogue)
    group["of"].append(first if verb == "add" else {"match": "any", "of": [first]})
    inner = (*place, len(group["of"]) - 1)
    return source, f"{_id(inner)}-{'field' if verb == 'add' else 'match'}"


def _first(catalogue: Catalogue) -> Source:
    field = next(iter(catalogue))
    return {"field": field.name, "operator": field.operators[0].name, "value": []}


def _at(source: Source, place: Place) -> Source | None:
    for number in place:
        parts = source.get("of", [])
        if number >= len(parts):
            return None
        source = parts[number]
    return source if "match" in source else None


def _id(place: Place) -> str:
    return "".join(["c", *(f"-{number}" for number in place)])


# ── what is shown ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """One condition as it is shown; without a field it no longer means anything."""

    id: str
    number: str
    source: Source
    field: Field | None
    operator: Operator | None
    fields: list[tuple[Words, list[tuple[str, Words, bool]]]]
    choices: list[tuple[Any, Words, bool]]
    focus: str

    template = "web/conditions/line.html"

    @property
    def takes(self) -> str:
        """Return what stands behind the operator."""
        return self.operator.takes.value if self.operator else ""

    @property
    def lost_field(self) -> str:
        """Return what the field was called that no longer means anything: it stays until somebody removes it."""
        return str(self.source.get("field", ""))

    @property
    def operators(self) -> list[tuple[str, Words, bool]]:
        """Return the operators: name, label, and whether it is chosen."""
        if self.field is None:
            return []
        return [
            (one.name, self.field.label_of(one), one is self.operator)
            for one in self.field.operators
        ]

    @property
    def value(self) -> Any:
        """Return what stands behind the operator as it was typed."""
        return self.source.get("value", "")

    @property
    def amount(self) -> Any:
        """Return the number of a span of time as it was typed."""
        return self.value.get("number", "") if isinstance(self.value, dict) else ""

    @property
    def units(self) -> list[tuple[str, Words, bool]]:
        """Return the units of time."""
        chosen = self.value.get("unit") if isinstance(self.value, dict) else "days"
        return [(unit, label, unit == chosen) for unit, label in UNITS.items()]


@dataclass(frozen=True)
class Frame:
    """A group as it is shown."""

    id: str
    number: str
    match: str
    parts: list[Line | Frame]
    may_nest: bool
    focus: str

    template = "web/conditions/frame.html"
    matches = MATCHES


def shown(source: Source, catalogue: Catalogue, asker: Asker, focus: str = "") -> Frame:
    """Return the whole as the template ``web/conditions/builder.html`` shows it; `focus` is the id of what gets it."""
    return _frame(source, (), catalogue, asker, focus)


def _frame(source: Source, place: Place, catalogue: Catalogue, asker: Asker, focus: str) -> Frame:
    parts: list[Line | Frame] = []
    for number, one in enumerate(source.get("of") or []):
        inner = (*place, number)
        make = _frame if isinstance(one, dict) and "match" in one else _line
        parts.append(make(one, inner, catalogue, asker, focus))
    may_nest = len(place) + 1 < caps.CONDITION_DEPTH
    return Frame(_id(place), _numbered(place), source["match"], parts, may_nest, focus)


def _line(source: Any, place: Place, catalogue: Catalogue, asker: Asker, focus: str) -> Line:
    source = source if isinstance(source, dict) else {}
    field = catalogue.get(str(source.get("field")))
    operator = field.operator(str(source.get("operator"))) if field else None
    choices: list[tuple[Any, Words, bool]] = []
    if field is not None and operator is not None and operator.takes is Takes.CHOICES:
        chosen = source.get("value") or []
        choices = [(value, label, value in chosen) for value, label in _choices(field, asker)]
    fields: dict[str, tuple[Words, list[tuple[str, Words, bool]]]] = {}
    for one in catalogue:
        named = fields.setdefault(str(one.group), (one.group, []))
        named[1].append((one.name, one.label, one is field))
    known = field if operator is not None else None
    return Line(
        _id(place), _numbered(place), source, known, operator, [*fields.values()], choices, focus
    )


def _numbered(place: Place) -> str:
    return ".".join(str(number + 1) for number in place)
