"""Jobs of the ground: running reactions, and giving back what a killed worker left behind."""

from __future__ import annotations

import contextlib
import logging

from procrastinate import BaseRetryStrategy, JobContext, RetryDecision, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from kundig.core import audit_chain, caps, limits, vocabulary
from kundig.core.database import is_away
from kundig.core.events import caused_by
from kundig.core.models import Event
from kundig.core.reactions import REACT, reaction_named

log = logging.getLogger(__name__)


# The priority of what nobody waits for: it stands behind everybody's mail, in turn with other such jobs.
LATER = -10


class Patience(BaseRetryStrategy):
    """Growing pauses between a few attempts; but a database that was away is no fault of the job's."""

    _growing = RetryStrategy(max_attempts=caps.JOB_ATTEMPTS, exponential_wait=2)

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when the job has its next attempt; None where it waits for a person."""
        # What brings the database down each time must come to an end as well.
        if is_away(exception) and job.attempts < caps.JOB_ATTEMPTS_AWAY:
            return RetryDecision(retry_in={"seconds": caps.JOB_AWAY_SECONDS})
        return self._growing.get_retry_decision(exception=exception, job=job)


PATIENT = Patience()


@app.task(name=REACT, queue="default", retry=PATIENT)
def react(event_id: int, reactions: list[str]) -> None:
    """Run these reactions to one event; what they record names the event as its cause.

    Where one fails the others still have their turn; then all are tried again, for each may run twice.
    """
    event = Event.objects.get(pk=event_id)
    failed: Exception | None = None
    with caused_by(event):
        for name in reactions:
            try:
                reaction_named(name)(event)
            except Exception as problem:  # whatever it is, it is raised below
                failed = failed or problem
    if failed:
        raise failed


@app.periodic(cron="* * * * * */5")  # the last field counts seconds
@app.task(
    name="core.retry_stalled",
    queue="housekeeping",
    queueing_lock="retry_stalled",
    pass_context=True,
    retry=PATIENT,
)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Put the jobs of killed workers back into the queue: Procrastinate leaves that to us."""
    silence = context.additional_context.get("silence", caps.WORKER_SILENCE_SECONDS)
    await give_back(context.app.job_manager, silence)


async def give_back(manager: JobManager, silence: float) -> None:
    """Put jobs in hand of no worker, or of one that was silent for so many seconds, back into the queue."""
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silence):
        log.warning("job %s of a silent worker is tried again", job.id)
        # Another worker may have been quicker, or the silent one has finished after all.
        with contextlib.suppress(ConnectorException):
            await manager.retry_job(job)


@app.periodic(cron="43 3 * * *")
@app.task(
    name="core.forget_buckets", queue="housekeeping", queueing_lock="forget_buckets", retry=PATIENT
)
def forget_buckets(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete the buckets of those who have not come for a day."""
    limits.forget_full()


@app.periodic(cron="* * * * *")
@app.task(name="core.seal_audit", queue="housekeeping", queueing_lock="seal_audit", retry=PATIENT)
def seal_audit(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Tie new entries of the audit trail to those before them."""
    audit_chain.seal_new()


@app.periodic(cron="29 3 * * *")
@app.task(
    name="core.forget_audit", queue="housekeeping", queueing_lock="forget_audit", retry=PATIENT
)
def forget_audit(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete entries of the audit trail that are older than they may be."""
    audit_chain.forget_old()


@app.periodic(cron="* * * * * */20")
@app.task(
    name="core.learn_words",
    queue="housekeeping",
    queueing_lock="learn_words",
    lock="words",
    retry=PATIENT,
)
def learn_words(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Learn the words that were written lately, for searches that forgive."""
    while vocabulary.learn():
        pass
