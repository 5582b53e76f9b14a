"""The job of erasing: may be killed at any step, a second run goes through what is left."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kundig.core.actor import SYSTEM
from kundig.core.jobs import PATIENT
from kundig.customers.erasing import actions
from kundig.customers.erasing.erasers import erase_everywhere
from kundig.customers.erasing.models import Erasure
from kundig.customers.erasing.people import person_of


@app.task(name=actions.JOB, queue="default", retry=PATIENT)
def erase(erasure_id: int) -> None:
    """Take a customer out of all rooms."""
    erasure = Erasure.objects.select_related("customer").get(pk=erasure_id)
    if erasure.ended_at is not None:
        return
    step = 0
    # What came in while the first run was under way is there for the second; then their addresses lead to nobody.
    for _run in range(2):
        for _done in erase_everywhere(person_of(erasure.customer)):
            step += 1
            # How far it is, for whoever waits for it; a retry counts anew.
            Erasure.objects.filter(pk=erasure_id).update(steps=step)
    actions.finish(erasure, by=SYSTEM)
