"""The clock of merges: what was written in their moment follows them. And looking for who is known twice."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.jobs import PATIENT
from kundig.core.time import now
from kundig.customers.merging import actions
from kundig.customers.merging.later import LOOK_FOR_SAME
from kundig.customers.merging.models import CustomerMerge
from kundig.customers.models import Customer


@app.periodic(cron="* * * * *")
@app.task(name="merging.complete_new", queue="housekeeping", queueing_lock="complete_new_merges")
def complete_new(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Gather what was left behind by messages that were being understood while their person was merged.

    Their transaction knew the old entry and committed after the merge had looked; none takes an hour.
    """
    since = now() - timedelta(hours=caps.MERGE_WATCHED_HOURS)
    recent = CustomerMerge.objects.standing().filter(made_at__gt=since).order_by("made_at", "pk")
    for merge in recent[: caps.SWEEP_ROWS]:
        actions.complete(merge, by=SYSTEM)


@app.task(name=LOOK_FOR_SAME, queue="default", retry=PATIENT)
def look_for_same(customer_id: int) -> None:
    """Look for other entries of a customer; twice finds the same."""
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is not None:
        actions.look_for_same(customer, by=SYSTEM)
