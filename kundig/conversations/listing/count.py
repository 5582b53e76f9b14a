"""How many conversations the views hold: one query for all of them, each counted up to a limit."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from kundig.conversations.listing.view import View
from kundig.core import caps
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent


def count_views(views: Sequence[View], agent: Agent) -> dict[str, int]:
    """Return how many rows each counted view has for this agent, by its name, up to `caps.COUNTED_ROWS`."""
    counted = [view for view in views if view.counted]
    if not counted:
        return {}
    countings = (_counting(view, agent, agent.grants) for view in counted)
    parts, values = zip(*countings, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [value for some in values for value in some])
        row = cursor.fetchone()
    return dict(zip((view.name for view in counted), row, strict=True))


# A page counts a dozen views, and what is asked changes with an agent's rights alone.
@functools.lru_cache(maxsize=caps.COUNTINGS_REMEMBERED)
def _counting(view: View, agent: Agent, _grants: AgentGrants) -> tuple[str, Sequence[Any]]:
    rows = view.rows(agent).order_by().values("pk")[: caps.COUNTED_ROWS]
    if rows.query.is_empty():
        return "0", ()
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        # No row can fit, as for the teams of somebody who is in none.
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS rows)", values  # noqa: S608  # values stay parameters
