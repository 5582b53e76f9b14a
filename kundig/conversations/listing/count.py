"""How many conversations the views hold: one query for all of them, each counted up to a limit."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet

from kundig.conversations.listing.view import LOOKING, View
from kundig.core import caps
from kundig.core.prepared import KINDS_OF_GRANTS, Statement
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent


def count_views(views: Sequence[View], agent: Agent) -> dict[str, int]:
    """Return how many rows each counted view has for this agent, by its name, up to `caps.COUNTED_ROWS`."""
    counted = [view for view in views if view.counted]
    if not counted:
        return {}
    (row,) = _counting(tuple(counted), agent.grants.impersonal).run({LOOKING.name: agent.pk})
    return dict(zip((view.name for view in counted), row, strict=True))


# A page counts a dozen views, and what is asked changes with an agent's rights alone.
@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _counting(views: tuple[View, ...], grants: AgentGrants) -> Statement:
    parts, values = zip(*(_part(view, grants) for view in views), strict=True)
    words = f"SELECT {', '.join(parts)}"
    return Statement(words, itertools.chain.from_iterable(values), spelled_out=True)


def _part(view: View, grants: AgentGrants) -> tuple[str, Sequence[Any]]:
    rows = view.rows(grants).order_by().values("pk")[: caps.COUNTED_ROWS]
    if rows.query.is_empty():
        return "0", ()
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        # No row can fit, as for the teams of somebody who is in none.
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS rows)", values  # noqa: S608  # values stay parameters
