"""The views that the demo company works with: the lead's for everyone and for a team, and one of an agent's own."""

from __future__ import annotations

from typing import Any

from kundig.conversations.actions import make_view, share_view
from kundig.conversations.models import Sharing, ViewOrder

from .founding import Crew

_OPEN = {"field": "state", "operator": "is", "value": ["open"]}


def _waits(number: int, unit: str) -> dict[str, Any]:
    span = {"number": number, "unit": unit}
    return {"field": "waiting_since", "operator": "longer_ago", "value": span}


def _all(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"match": "all", "of": list(parts)}


def make_views(crew: Crew) -> None:
    """Make the views; each arrives as its maker would make it."""
    clara, anna = crew.agents["clara"].actor, crew.agents["anna"].actor
    shipping = crew.teams["versand"]
    late = make_view(
        by=clara,
        name="Wartet länger als 2 Tage",
        icon="clock",
        order=ViewOrder.WAITING,
        columns=("waiting", "priority", "assignee", "tags"),
        conditions=_all(_OPEN, _waits(2, "days")),
    )
    share_view(late, by=clara, sharing=Sharing.EVERYONE)
    of_shipping = {"field": "team", "operator": "is", "value": [shipping.pk]}
    free = {"field": "assignee", "operator": "is", "value": ["nobody"]}
    untouched = make_view(
        by=clara,
        name="Versand: noch bei niemandem",
        icon="flag",
        conditions=_all(_OPEN, of_shipping, free),
    )
    share_view(untouched, by=clara, sharing=Sharing.TEAM, team=shipping)
    words = [
        {"field": "subject", "operator": "contains", "value": word}
        for word in ("Rechnung", "Mahnung")
    ]
    make_view(
        by=anna,
        name="Rund um Rechnungen",
        icon="file-text",
        order=ViewOrder.LATEST,
        conditions=_all(
            {"field": "state", "operator": "is_not", "value": ["closed"]},
            {"match": "any", "of": words},
        ),
    )
