"""Failed jobs: the reason is kept, the page shows them, "try again" works."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from kundig.core.failures import failed_jobs
from kundig.core.jobs import react
from kundig.core.worker import WorkerConnector, work
from kundig.desk.failed_jobs import TASKS
from kundig.staff.models import Agent
from tests.jobs import forget_jobs


def run_worker() -> None:
    with app.replace_connector(WorkerConnector(kwargs=connector_params())):
        asyncio.run(work(threads=1, queue=["default"], heartbeat=1, silence=5, once=True))


@pytest.fixture
def failed_job(transactional_db: None) -> int:
    """A job that failed for good: it reacts to an event that does not exist."""
    forget_jobs()
    job_id = react.configure(schedule_in=None).defer(event_id=4711, reactions=["none"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 99 WHERE id = %s", [job_id])
    run_worker()
    return job_id


def test_every_job_has_words() -> None:
    app.perform_import_paths()
    ours = {
        name for name in app.tasks if not name.startswith(("builtin", "procrastinate", "tests."))
    }
    assert ours == set(TASKS)


def test_the_reason_is_kept(failed_job: int) -> None:
    (job,) = failed_jobs(10)
    assert job.id == failed_job
    assert "DoesNotExist" in job.error


def test_an_administrator_tries_it_again(failed_job: int, ada: Agent, client: Client) -> None:
    client.force_login(ada)
    assert b"DoesNotExist" in client.get("/settings/jobs/").content
    assert client.post(f"/settings/jobs/{failed_job}/retry/").status_code == 302
    assert ProcrastinateJob.objects.get(pk=failed_job).status == "todo"
    assert client.post(f"/settings/jobs/{failed_job}/retry/").status_code == 409


def test_an_agent_does_not_know_the_page(failed_job: int, anna: Agent, client: Client) -> None:
    client.force_login(anna)
    assert client.get("/settings/jobs/").status_code == 404
    assert client.post(f"/settings/jobs/{failed_job}/retry/").status_code == 404
    assert ProcrastinateJob.objects.get(pk=failed_job).status == "failed"
