"""Verbs of the desk: what an administrator does to the installation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from kundig.core import failures
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.desk import events
from kundig.staff.models import Organisation
from kundig.staff.permissions import SEE_SYSTEM


@action("job.retry", _("Try the job again"), needs=SEE_SYSTEM, icon="refresh-cw", offered=False)
def retry_job(*, by: Actor, job_id: int) -> None:
    """Put a job that has failed for good back into the queue; refused where it is no longer failed."""
    job = ProcrastinateJob.objects.filter(pk=job_id).first()
    if job is None or not failures.try_again(job_id):
        raise Refused(_("This job is no longer waiting to be tried again."))
    organisation = Organisation.objects.first()
    if organisation is not None:
        record(organisation, events.JOB_RETRIED, by=by, task=job.task_name, job=job_id)
