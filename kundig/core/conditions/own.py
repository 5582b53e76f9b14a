"""Fields that an organisation adds to its things, as fields of conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, F, Func, QuerySet, Value, When
from django.db.models.functions import Cast, NullIf
from django.db.models.lookups import Exact

from kundig.core.conditions.fields import Field, Many, Words
from kundig.core.conditions.operators import CHOICE, NUMBER, TEXT, YES_NO, Operator
from kundig.core.conditions.operators.own import CHOICES, DAY
from kundig.core.own_fields import FieldKind, OwnField

# Stands before the key of such a field, so that its name is no other one's.
PREFIX = "field."


@dataclass(frozen=True)
class Declared:
    """What a condition needs to know of a field; two that are declared alike are the same."""

    key: str
    label: str
    kind: str
    choices: tuple[str, ...]

    @classmethod
    def of(cls, field: OwnField) -> Declared:
        """Return what is declared of the field."""
        return cls(field.key, field.label, field.kind, tuple(field.choices))


@dataclass(frozen=True)
class _Kind:
    """Operators, and how a value lies in JSON, in Python and as a column; what was left of another kind is nothing."""

    operators: tuple[Operator, ...]
    json: str
    python: type | tuple[type, ...]
    column: models.Field[Any, Any]


_WORDS = _Kind(TEXT, "string", str, models.TextField())
_KINDS = {
    FieldKind.TEXT: _WORDS,
    FieldKind.LINK: _WORDS,
    FieldKind.NUMBER: _Kind(NUMBER, "number", (int, float), models.FloatField()),
    FieldKind.DATE: _Kind(DAY, "string", str, models.TextField()),
    FieldKind.CHOICE: _Kind(CHOICE, "string", str, models.TextField()),
    FieldKind.CHOICES: _Kind(CHOICES, "array", list, models.JSONField()),
    FieldKind.YES_NO: _Kind(YES_NO, "boolean", bool, models.BooleanField()),
}


def own_conditions(
    fields: Iterable[Declared], things: Callable[[], QuerySet[Any]], group: Words
) -> list[Field]:
    """Return the fields of conditions for values that lie in the JSON column `fields` of the things."""
    return [_field(one, things, group) for one in fields]


def _field(declared: Declared, things: Callable[[], QuerySet[Any]], group: Words) -> Field:
    kind = _KINDS[FieldKind(declared.kind)]
    choices = [(choice, choice) for choice in declared.choices]
    return Field(
        PREFIX + declared.key,
        declared.label,
        kind.operators,
        "own",
        lambda one: _values(one.fields.get(declared.key), kind),
        choices=(lambda _asker: choices) if choices else None,
        many=Many(lambda: things().annotate(own=_column(declared.key, kind)), "pk"),
        group=group,
    )


def _values(value: Any, kind: _Kind) -> list[Any]:
    # True is a number in Python, but not in JSON.
    is_kind = isinstance(value, kind.python) and (kind.json == "boolean") == (type(value) is bool)
    if not is_kind:
        return []
    return value if isinstance(value, list) else [value]


def _column(key: str, kind: _Kind) -> Case:
    value = Func(F("fields"), Value(key), function="jsonb_extract_path", output_field=kind.column)
    text = Func(
        F("fields"),
        Value(key),
        function="jsonb_extract_path_text",
        output_field=models.TextField(),
    )
    # An empty list is nothing.
    listed = NullIf(value, Value([], models.JSONField()))
    found = listed if kind.json == "array" else Cast(text, kind.column)
    typed = Func(value, function="jsonb_typeof", output_field=models.TextField())
    is_kind = Exact(typed, kind.json)
    return Case(When(is_kind, then=found), output_field=kind.column)


def names_own(conditions: str) -> bool:
    """Tell whether stored conditions (their JSON) may name fields that were added."""
    return f'"{PREFIX}' in conditions or f".{PREFIX}" in conditions
