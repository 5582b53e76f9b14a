"""Conditions as data: how they nest, how they are read strictly, and how what is stored is read again.

As JSON a condition is ``{"field": "state", "operator": "is", "value": ["open"]}`` and a group
``{"match": "all", "of": […]}``, of all, any or none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.conditions.asker import Asker
from kundig.core.conditions.fields import Catalogue, Field
from kundig.core.conditions.operators import MOMENT, MOVING, Operator
from kundig.core.conditions.values import Wrong, read_value


class Match(Enum):
    """How many parts of a group must hold."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True)
class Condition:
    """One condition; the value has been read."""

    field: Field
    operator: Operator
    value: Any


@dataclass(frozen=True)
class Broken:
    """A stored part that no longer means anything, because its field or operator has gone."""

    source: Any


@dataclass(frozen=True)
class Group:
    """Parts of which all, any or none hold."""

    match: Match
    of: tuple[Node, ...]


Node = Condition | Broken | Group


def read(source: Any, catalogue: Catalogue, asker: Asker) -> Group:
    """Return the group that `source` (JSON) says, checked for the one who writes it.

    Raises `Wrong`, with a sentence, for unknown fields, operators and values, empty groups, and what nests too deep.
    """
    found = _group(source, catalogue, asker, depth=1)
    if sum(1 for _leaf in leaves(found)) > caps.CONDITIONS:
        raise Wrong(_("There can be %(most)s conditions at most.") % {"most": caps.CONDITIONS})
    return found


def load(source: Any, catalogue: Catalogue) -> Node:
    """Return what `read` has let pass once; what no longer means anything is `Broken`, and nothing is refused."""
    try:
        if "match" in source:
            return Group(
                Match(source["match"]), tuple(load(one, catalogue) for one in source["of"])
            )
        return _condition(source, catalogue, None)
    except (Wrong, KeyError, TypeError, ValueError):
        return Broken(source)


def stored(node: Node) -> Any:
    """Return the JSON of a condition or group."""
    match node:
        case Group():
            return {"match": node.match.value, "of": [stored(one) for one in node.of]}
        case Broken():
            return node.source
    found = {"field": node.field.name, "operator": node.operator.name}
    return found if node.value is None else {**found, "value": node.value}


def exchanged(source: Any, field: str, before: Any, after: Any) -> Any:
    """Return stored conditions (JSON) in which `field` names `after` wherever it named `before`."""
    if "match" in source:
        return {**source, "of": [exchanged(one, field, before, after) for one in source["of"]]}
    value = source.get("value")
    if source.get("field") != field or not isinstance(value, list) or before not in value:
        return source
    # In their order, each once.
    return {**source, "value": list(dict.fromkeys(after if v == before else v for v in value))}


def leaves(node: Node) -> Iterator[Condition | Broken]:
    """Return all that are no groups, in their order."""
    if isinstance(node, Group):
        for one in node.of:
            yield from leaves(one)
    else:
        yield node


def is_broken(node: Node) -> bool:
    """Tell whether some part no longer means anything."""
    return any(isinstance(one, Broken) for one in leaves(node))


def mentions(node: Node, field: str) -> bool:
    """Tell whether some condition is about the field of this name."""
    return any(isinstance(one, Condition) and one.field.name == field for one in leaves(node))


def asks_for(node: Node, value: str) -> bool:
    """Tell whether some condition asks for this value, such as "my teams"."""
    return any(
        isinstance(one, Condition) and isinstance(one.value, list) and value in one.value
        for one in leaves(node)
    )


def asks_when(node: Node) -> bool:
    """Tell whether what the condition means changes as time goes by."""
    return any(
        isinstance(one, Condition) and one.operator.name in MOVING and one.field.operators is MOMENT
        for one in leaves(node)
    )


def _group(source: Any, catalogue: Catalogue, asker: Asker, depth: int) -> Group:
    if depth > caps.CONDITION_DEPTH:
        raise Wrong(_("Groups can nest %(most)s deep at most.") % {"most": caps.CONDITION_DEPTH})
    if not isinstance(source, dict) or set(source) != {"match", "of"}:
        raise Wrong(_("A group says how many of which conditions must hold: “match” and “of”."))
    parts = source["of"]
    if source["match"] not in [one.value for one in Match]:
        raise Wrong(_("Of a group’s conditions all, any or none must hold."))
    if not isinstance(parts, list) or not parts:
        raise Wrong(_("Add at least one condition."))
    if len(parts) > caps.CONDITIONS:
        raise Wrong(_("There can be %(most)s conditions at most.") % {"most": caps.CONDITIONS})
    found = (
        _group(one, catalogue, asker, depth + 1)
        if isinstance(one, dict) and "match" in one
        else _condition(one, catalogue, asker)
        for one in parts
    )
    return Group(Match(source["match"]), tuple(found))


def _condition(source: Any, catalogue: Catalogue, asker: Asker | None) -> Condition:
    if not isinstance(source, dict) or not {"field", "operator"} <= set(source):
        raise Wrong(_("A condition has a field, an operator and a value."))
    if set(source) - {"field", "operator", "value"}:
        raise Wrong(_("A condition has a field, an operator and a value."))
    field = catalogue.get(source["field"]) if isinstance(source["field"], str) else None
    if field is None:
        raise Wrong(_("There is no field “%(name)s”.") % {"name": str(source["field"])[:60]})
    operator = field.operator(source["operator"])
    if operator is None:
        raise Wrong(_("“%(field)s” has no such operator.") % {"field": field.label})
    choices = None
    if asker is not None and field.choices is not None:
        choices = [value for value, _label in field.choices(asker)]
    try:
        return Condition(field, operator, read_value(operator.takes, source.get("value"), choices))
    except Wrong as problem:
        words = {"field": field.label, "problem": problem.sentence}
        raise Wrong(_("%(field)s: %(problem)s") % words) from problem
