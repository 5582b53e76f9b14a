"""What the channels do when something has happened."""

from __future__ import annotations

from kundig.channels import outbox
from kundig.conversations import events
from kundig.conversations.models import Delivery
from kundig.core.models import Event
from kundig.core.reactions import reaction


@reaction(events.REPLIED, events.FORWARDED, events.ANSWERED_AUTOMATICALLY, events.RETRIED)
def send_when_due(event: Event) -> None:
    """Schedule the delivery of an answer for the moment it may go out."""
    delivery = Delivery.objects.filter(message=event.data["message"]).first()
    if delivery is not None:
        outbox.schedule(delivery)
