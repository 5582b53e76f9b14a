"""The job of bulk actions."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kundig.conversations.bulk import working_off
from kundig.conversations.bulk.actions import WORK_OFF
from kundig.core.jobs import PATIENT


@app.task(name=WORK_OFF, queue="default", retry=PATIENT)
def work_off(run_id: int) -> None:
    """Go through a run. May run twice: each conversation is done once."""
    working_off.work_off(run_id)
