"""The person beside a conversation: who it is, and what else is open."""

from __future__ import annotations

from typing import Any

from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.customers.facts import shown_facts
from kundig.customers.permissions import CHANGE
from kundig.customers.permissions import SEE as SEE_CUSTOMER
from kundig.staff.models import Agent


def person_context(conversation: Conversation, agent: Agent) -> dict[str, Any]:
    """Return what the person's pane shows; nothing of the person where the agent may not see customers."""
    customer = conversation.customer
    if not agent.may(SEE_CUSTOMER):
        return {"customer": None}
    others = (
        Conversation.objects.visible_to(agent.actor)
        .filter(customer=customer)
        .exclude(pk=conversation.pk)
        .not_merged()
        .order_by("-last_activity_at")
        .only("subject", "state", "last_activity_at")[: caps.PERSON_CONVERSATIONS]
    )
    return {
        "customer": customer,
        "addresses": list(customer.addresses.order_by("pk")),
        "facts": shown_facts(customer),
        "notes": list(customer.notes.all()[: caps.PERSON_NOTES]),
        "others": list(others),
        "can_change_customer": agent.may(CHANGE, customer),
    }
