"""The table of kinds and ways, as it is shown and as it is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from kundig.notifications.kinds import Kind, Way, kinds


@dataclass(frozen=True)
class Cell:
    """One box of the table."""

    value: str
    label: str | Promise
    is_ticked: bool


@dataclass(frozen=True)
class MatrixRow:
    """A kind with a box for each way."""

    kind: Kind
    cells: list[Cell]


def matrix(*chosen: Mapping[str, Collection[str]]) -> list[MatrixRow]:
    """Return the table; of these choices the first that has a kind counts, else the kind's own ways."""
    return [MatrixRow(kind, _cells(kind, chosen)) for kind in kinds()]


def sent(data: QueryDict) -> dict[str, list[str]]:
    """Return the ways by kinds that a form sent; no box of a kind is ticked: none of its ways."""
    return {
        kind.name: [way for way in data.getlist(f"ways-{kind.name}") if way in Way.values]
        for kind in kinds()
    }


def _cells(kind: Kind, chosen: tuple[Mapping[str, Collection[str]], ...]) -> list[Cell]:
    ways: Collection[str] = next((one[kind.name] for one in chosen if kind.name in one), kind.ways)
    return [Cell(way.value, way.label, way.value in ways) for way in Way]
