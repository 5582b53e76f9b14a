"""Whose mail addresses are an agent's, whatever their case."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from kundig.core.ahead import Question

_AGENTS = """
SELECT address FROM unnest(%s::text[]) AS address
WHERE upper(address) IN (SELECT upper(email) FROM staff_agent)
"""


@Question
def is_agents(addresses: Collection[str]) -> dict[str, bool]:
    """Which of these addresses are an agent's."""
    with connection.cursor() as cursor:
        cursor.execute(_AGENTS, [list(addresses)])
        return {address: True for (address,) in cursor.fetchall()}
