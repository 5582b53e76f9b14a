"""What follows from a change at a customer: whether they may be known twice is asked anew."""

from __future__ import annotations

from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.core.reactions import reaction
from kundig.customers import events as people
from kundig.customers.merging import actions, events
from kundig.customers.models import Customer


# Who is new is looked for by the clock: one job more for each new sender would hold up the mails behind it.
@reaction(
    people.CHANGED,
    people.ADDRESS_ADDED,
    people.ADDRESS_REMOVED,
    events.MERGED,
    events.SEPARATED,
)
def look_for_same(event: Event) -> None:
    """Look for other entries of whoever has changed."""
    customer = Customer.objects.filter(pk=event.subject_id).first()
    if customer is not None:
        actions.look_for_same(customer, by=SYSTEM)
