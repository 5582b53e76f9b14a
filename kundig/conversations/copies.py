"""Who else reads along: offered to whoever answers, and never added by itself."""

from __future__ import annotations

from kundig.conversations.models import Channel, Conversation, Direction
from kundig.core import caps


def others_written_to(conversation: Conversation) -> list[str]:
    """Return the addresses to which the customer's last message went besides ours and their own.

    A sender can name anybody there; a person decides who gets the answer.
    """
    inbound = conversation.messages.filter(
        direction=Direction.INBOUND, customer=conversation.customer_id
    )
    last = inbound.order_by("-created_at", "-pk").values("to", "cc", "sender").first()
    if last is None:
        return []
    named = [str(person.get("address", "")) for person in [*last["to"], *last["cc"]]]
    others = {_plain(one).lower(): one for one in named if "@" in one}
    if not others:
        return []
    known = {str(last["sender"].get("address", "")).lower()}
    known |= {one.value.lower() for one in conversation.customer.addresses.all()}
    known |= {address.lower() for address in Channel.objects.values_list("address", flat=True)}
    return [one for plain, one in others.items() if plain not in known][: caps.SHOWN_RECEIVERS]


def _plain(address: str) -> str:
    """Without the mark that leads an answer back to its conversation."""
    name, _at, domain = address.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
