"""Working off jobs inside a test's own transaction, in the order a worker would take them."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def work_off(*, ahead: bool = False) -> int:
    """Run the waiting jobs, and those they defer, until none is left; returns how many ran.

    With `ahead` those run too whose time has not come. What a job raises, the test sees.
    """
    ran = 0
    while (job := _next(ahead)) is not None:
        app.tasks[job.task_name].func(**job.args)
        _forget(job.pk)
        ran += 1
    return ran


def waiting(task: str) -> list[dict[str, object]]:
    """Return the arguments of the waiting jobs of one task."""
    jobs = ProcrastinateJob.objects.filter(task_name=task, status="todo").order_by("pk")
    return [job.args for job in jobs]


def forget_jobs() -> None:
    """Lose all jobs, as no program should."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def fail_jobs() -> None:
    """Let all waiting jobs be as those that a worker has tried often enough."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")


def _next(ahead: bool) -> ProcrastinateJob | None:
    jobs = ProcrastinateJob.objects.filter(status="todo").order_by("-priority", "pk")
    if not ahead:
        jobs = jobs.exclude(scheduled_at__gt=timezone.now())
    return jobs.first()


def _forget(pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [pk])
