"""The jobs of exports: making one, and forgetting the files whose time is over."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.jobs import PATIENT
from kundig.core.time import now
from kundig.exports import actions, working
from kundig.exports.models import Export


@app.task(name=actions.MAKE, queue="default", retry=PATIENT)
def make(export_id: int) -> None:
    """Make the file of an export. May run twice: what is made is not made again."""
    export = Export.objects.filter(pk=export_id).first()
    if export is not None:
        working.make(export)


@app.periodic(cron="17 * * * *")
@app.task(
    name="exports.forget_old", queue="housekeeping", queueing_lock="forget_exports", retry=PATIENT
)
def forget_old(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete the files that can no longer be fetched."""
    for export in Export.objects.filter(expires_at__lte=now())[: caps.SWEEP_ROWS]:
        actions.forget(export, by=SYSTEM)
