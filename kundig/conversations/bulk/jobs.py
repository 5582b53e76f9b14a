"""Jobs of bulk actions: going through one, and forgetting old ones."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from kundig.conversations.bulk import working_off
from kundig.conversations.bulk.models import BulkRun
from kundig.core import caps
from kundig.core.jobs import PATIENT
from kundig.core.time import now


@app.task(name=working_off.WORK_OFF, queue="default", retry=PATIENT)
def work_off(run_id: int) -> None:
    """Go through a run. May run twice: each conversation is done once."""
    working_off.work_off(run_id)


@app.periodic(cron="41 3 * * *")
@app.task(name="bulk.forget", queue="housekeeping", queueing_lock="bulk_forget", retry=PATIENT)
def forget(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Forget what was done long ago: by then nobody undoes it."""
    before = now() - timedelta(days=caps.BULK_DAYS)
    BulkRun.objects.filter(created_at__lt=before).delete()
