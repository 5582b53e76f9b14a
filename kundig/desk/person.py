"""The person beside a conversation: who it is, and what else is open."""

from __future__ import annotations

import functools
from typing import Any

from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actor import Grants
from kundig.core.prepared import KINDS_OF_GRANTS, Given, Prepared
from kundig.customers.facts import shown_facts
from kundig.customers.merging.models import may_be_known_twice
from kundig.customers.merging.permissions import MERGE
from kundig.customers.models import Address, CustomerNote
from kundig.customers.permissions import CHANGE
from kundig.customers.permissions import SEE as SEE_CUSTOMER
from kundig.staff.models import Agent


def person_context(conversation: Conversation, agent: Agent) -> dict[str, Any]:
    """Return what the person's pane shows; nothing of the person where the agent may not see customers."""
    customer = conversation.customer
    if not agent.may(SEE_CUSTOMER):
        return {"customer": None}
    if conversation.beside_id and not agent.may(SEE_CUSTOMER, customer):
        # Writing to an address opens nobody's page to whoever is limited.
        return {"customer": None}
    others = _others_within(agent.grants)
    return {
        "customer": customer,
        "addresses": _ADDRESSES.rows(customer=customer.pk),
        "facts": shown_facts(customer),
        "notes": _NOTES.rows(customer=customer.pk),
        "others": others.rows(customer=customer.pk, conversation=conversation.pk),
        "can_change_customer": agent.may(CHANGE, customer),
        "can_merge": agent.may(MERGE, customer),
    }


_ADDRESSES = Prepared(
    lambda: (
        Address.objects.filter(customer_id=Given("customer"))
        # Asked along: the hint itself comes only where there may be one.
        .annotate(may_be_known_twice=may_be_known_twice("customer_id"))
        .order_by("pk")
    ),
)
_NOTES = Prepared(
    lambda: CustomerNote.objects.filter(customer_id=Given("customer"))[: caps.PERSON_NOTES],
)


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _others_within(grants: Grants) -> Prepared[Conversation]:
    """A person's newest conversations within reach, but the one that stands open."""
    others = Conversation.objects.within(grants).not_merged().exclude(pk=Given("conversation"))
    newest = others.filter(customer_id=Given("customer")).order_by("-last_activity_at")
    shown = newest.only("subject", "state", "last_activity_at")
    return Prepared(lambda: shown[: caps.PERSON_CONVERSATIONS])
