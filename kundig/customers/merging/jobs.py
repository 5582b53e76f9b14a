"""The clock of merges: what was written in their moment follows them. And looking for who is known twice."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.jobs import PATIENT
from kundig.core.time import now
from kundig.customers.merging import actions
from kundig.customers.merging.later import LOOK_FOR_SAME
from kundig.customers.merging.models import CustomerMerge, Sign
from kundig.customers.models import Customer


@app.periodic(cron="* * * * *")
@app.task(
    name="merging.complete_new",
    queue="housekeeping",
    queueing_lock="complete_new_merges",
    retry=PATIENT,
)
def complete_new(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Gather what was left behind by messages that were being understood while their person was merged.

    Their transaction knew the old entry and committed after the merge had looked; none takes an hour.
    """
    since = now() - timedelta(hours=caps.MERGE_WATCHED_HOURS)
    recent = CustomerMerge.objects.standing().filter(made_at__gt=since).order_by("made_at", "pk")
    for merge in recent[: caps.SWEEP_ROWS]:
        actions.complete(merge, by=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(
    name="merging.look_at_new",
    queue="housekeeping",
    queueing_lock="look_at_new_customers",
    retry=PATIENT,
)
def look_at_new(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Look for other entries of whoever is new and was not looked at yet, the oldest first."""
    since = now() - timedelta(hours=caps.NEW_CUSTOMER_HOURS)
    unseen = Customer.objects.filter(created_at__gt=since, merged_into=None).exclude(
        Exists(Sign.objects.filter(customer=OuterRef("pk")))
    )
    # Nobody without a name or an address has signs: they are few.
    for customer in unseen.order_by("created_at", "pk")[: caps.SWEEP_ROWS]:
        actions.look_for_same(customer, by=SYSTEM)


@app.task(name=LOOK_FOR_SAME, queue="default", retry=PATIENT)
def look_for_same(customer_id: int) -> None:
    """Look for other entries of a customer; twice finds the same."""
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is not None:
        actions.look_for_same(customer, by=SYSTEM)
