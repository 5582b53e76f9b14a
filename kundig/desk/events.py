"""What happens to the installation itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import declare

JOB_RETRIED = declare(
    "organisation.job_retried",
    _("{actor} let the job {task} be tried again"),
    icon="refresh-cw",
    fields={"task": str, "job": int},
)
