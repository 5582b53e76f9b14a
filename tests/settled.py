"""Waiting until what has happened may be read in the log."""

from __future__ import annotations

from kundig.core.log import SETTLED
from kundig.core.models import Event
from tests.processes import wait_for


def wait_until_settled() -> None:
    """Return once every event may be read: transactions beside, PostgreSQL's own among them, hold the log back."""
    wait_for(lambda: not Event.objects.extra(where=[f"NOT {SETTLED}"]).exists())
