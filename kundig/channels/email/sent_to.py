"""Who has an answer of ours: the addresses that a notice about it may speak of."""

from __future__ import annotations

from kundig.conversations.models import Delivery, DeliveryState, Message


def sent_to_of(message: Message) -> dict[str, str]:
    """Return the addresses that a server has taken the message for, by how they compare; empty where it never went out."""
    delivery = Delivery.objects.filter(message=message).first()
    if delivery is None or not (message.external_id or delivery.recipients):
        return {}
    if delivery.state in (DeliveryState.QUEUED, DeliveryState.SENDING) and not delivery.recipients:
        return {}
    known = [entry["address"] for entry in delivery.recipients]
    people = (*message.to, *message.cc, *message.bcc)
    known = known or [str(person.get("address", "")) for person in people]
    return {address.lower(): address for address in known if address}
