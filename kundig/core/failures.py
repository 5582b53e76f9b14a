"""Jobs that failed for good: why, and trying them again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from kundig.core.database import is_away
from kundig.core.models import JobFailure

ERROR_CHARS = 600


@dataclass(frozen=True)
class FailedJob:
    """One failed job, for people."""

    id: int
    task: str
    arguments: dict[str, Any]
    attempts: int
    error: str
    at: datetime | None


def failed_jobs(limit: int) -> list[FailedJob]:
    """Return the newest failed jobs."""
    jobs = list(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:limit])
    failures = JobFailure.objects.in_bulk([job.pk for job in jobs])
    return [_failed(job, failures.get(job.pk)) for job in jobs]


def try_again(job_id: int) -> bool:
    """Put a failed job back into the queue; False where it is no longer failed."""
    try:
        app.job_manager.retry_job_by_id(job_id, retry_at=timezone.now())
    except ConnectorException:
        return False
    return True


async def remember_failures(
    run: Callable[[], Awaitable[Any]],
    context: JobContext,
    worker: object,  # noqa: ARG001  # the middleware's form
) -> Any:
    """Worker middleware: note why a job failed, forget it when the job has succeeded after all."""
    job = context.job
    assert job.id is not None
    try:
        result = await run()
    except Exception as problem:
        if not is_away(problem):
            await _note(job.id, f"{type(problem).__name__}: {problem}")
        raise
    if job.attempts:
        await _note(job.id, "")
    return result


@sync_to_async(thread_sensitive=False)
def _note(job_id: int, error: str) -> None:
    try:
        if error:
            defaults = {"error": error[:ERROR_CHARS].replace("\0", ""), "at": timezone.now()}
            JobFailure.objects.update_or_create(pk=job_id, defaults=defaults)
        else:
            JobFailure.objects.filter(pk=job_id).delete()
    finally:
        close_old_connections()


def _failed(job: ProcrastinateJob, failure: JobFailure | None) -> FailedJob:
    return FailedJob(
        id=job.pk,
        task=job.task_name,
        arguments=dict(job.args),
        attempts=job.attempts,
        error=failure.error if failure else "",
        at=failure.at if failure else None,
    )
