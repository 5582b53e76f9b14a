"""All that a view holds, fixed at one moment: for what is done to many conversations at once."""

from __future__ import annotations

from django.core.exceptions import EmptyResultSet

from kundig.conversations.listing.view import LOOKING, View
from kundig.core.prepared import Statement
from kundig.staff.models import Agent


def whole_view(view: View, agent: Agent, most: int) -> list[int]:
    """Return the ids of up to `most` conversations of the view, as this agent sees it now."""
    rows = view.rows(agent.grants).order_by().values("pk")[:most]
    try:
        words, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    found = Statement(words, values, spelled_out=True).run({LOOKING.name: agent.pk})
    return [pk for (pk,) in found]
