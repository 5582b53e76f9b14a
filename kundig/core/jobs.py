"""Jobs of the ground: running reactions, and giving back what a killed worker left behind."""

from __future__ import annotations

import contextlib
import logging

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from kundig.core import audit_chain, caps, limits
from kundig.core.events import caused_by
from kundig.core.models import Event
from kundig.core.reactions import REACT, reaction_named

log = logging.getLogger(__name__)

PATIENT = RetryStrategy(max_attempts=caps.JOB_ATTEMPTS, exponential_wait=2)


@app.task(name=REACT, queue="default", retry=PATIENT)
def react(event_id: int, reaction: str) -> None:
    """Run one reaction to one event; what it records names the event as its cause."""
    event = Event.objects.get(pk=event_id)
    with caused_by(event):
        reaction_named(reaction)(event)


@app.periodic(cron="* * * * * */5")  # the last field counts seconds
@app.task(
    name="core.retry_stalled",
    queue="housekeeping",
    queueing_lock="retry_stalled",
    pass_context=True,
)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Put the jobs of killed workers back into the queue: Procrastinate leaves that to us."""
    manager = context.app.job_manager
    silence = context.additional_context.get("silence", caps.WORKER_SILENCE_SECONDS)
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silence):
        log.warning("job %s of a silent worker is tried again", job.id)
        # Another worker may have been quicker, or the silent one has finished after all.
        with contextlib.suppress(ConnectorException):
            await manager.retry_job(job)


@app.periodic(cron="43 3 * * *")
@app.task(name="core.forget_buckets", queue="housekeeping", queueing_lock="forget_buckets")
def forget_buckets(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete the buckets of those who have not come for a day."""
    limits.forget_full()


@app.periodic(cron="* * * * *")
@app.task(name="core.seal_audit", queue="housekeeping", queueing_lock="seal_audit")
def seal_audit(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Tie new entries of the audit trail to those before them."""
    audit_chain.seal_new()


@app.periodic(cron="29 3 * * *")
@app.task(name="core.forget_audit", queue="housekeeping", queueing_lock="forget_audit")
def forget_audit(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete entries of the audit trail that are older than they may be."""
    audit_chain.forget_old()
