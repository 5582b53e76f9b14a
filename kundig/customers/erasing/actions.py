"""erase, and what the job does: the verbs of erasing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed
from kundig.core.events import record
from kundig.core.time import now
from kundig.customers.erasing import events
from kundig.customers.erasing.models import Erasure, Reason
from kundig.customers.erasing.permissions import ERASE, WORK
from kundig.customers.models import Customer
from kundig.customers.reach import within_reach

JOB = "customers.erase"


@action("customer.erase", _("Erase customer"), needs=ERASE, icon="trash-2", offered=False)
def erase(customer: Customer, *, by: Actor, reason: Reason) -> Erasure:
    """Let a job take out everything about a customer; nothing brings it back. While it goes on, a second time changes nothing.

    Later it takes out what has come in since. NotAllowed for whoever sees only some conversations: it concerns all of them.
    """
    if within_reach(by.grants):
        raise NotAllowed(_("Only somebody who sees all conversations can erase a customer."))
    made, is_new = Erasure.objects.get_or_create(
        customer=customer, defaults={"reason": Reason(reason)}
    )
    if is_new or made.ended_at is not None:
        made.reason, made.asked_at, made.steps, made.ended_at = Reason(reason), now(), 0, None
        made.save()
        record(customer, events.ASKED, by=by, reason=made.reason)
        app.configure_task(JOB, lock=f"erase:{customer.pk}").defer(erasure_id=made.pk)
    return made


@action("erasure.finish", _("Finish erasing"), needs=WORK, icon="check", offered=False)
def finish(erasure: Erasure, *, by: Actor) -> None:
    """Note that nothing is left."""
    if erasure.ended_at is None:
        erasure.ended_at = now()
        erasure.save(update_fields=["ended_at"])
        record(erasure.customer, events.ERASED, by=by)
