"""Jobs of the API: forgetting old idempotency keys."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kundig.api import idempotency
from kundig.core.jobs import PATIENT


@app.periodic(cron="41 * * * *")
@app.task(
    name="api.forget_idempotency_keys",
    queue="housekeeping",
    queueing_lock="forget_idempotency_keys",
    retry=PATIENT,
)
def forget_idempotency_keys(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete the idempotency keys that are older than a day."""
    idempotency.forget_old()
