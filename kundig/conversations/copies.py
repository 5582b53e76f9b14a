"""Who gets an answer, and from which of our addresses; who else reads along is offered, never added by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kundig.conversations.models import Channel, ChannelAddress, Conversation, Direction
from kundig.core import caps
from kundig.customers.models import AddressKind


def answered_address(conversation: Conversation) -> str:
    """Return the address from which the customer wrote last, or at which they want the answer; "" if none is known."""
    inbound = conversation.messages.filter(
        direction=Direction.INBOUND, customer=conversation.customer_id
    )
    last = inbound.order_by("-created_at", "-pk").values_list("sender", flat=True).first() or {}
    told = str(last.get("reply_to") or last.get("address") or "")
    if told:
        return told
    addresses = sorted(conversation.customer.addresses.all(), key=lambda address: address.pk)
    return next((one.value for one in addresses if one.kind == AddressKind.MAIL), "")


def written_to(channel: Channel, people: Iterable[Mapping[str, str]]) -> str:
    """Return the first of the channel's own addresses among those that a message went to; "" where there is none."""
    ours = {address.lower(): address for address in channel.senders()}
    named = (_plain(str(person.get("address", ""))).lower() for person in people)
    return next((ours[address] for address in named if address in ours), "")


def usual_sender(conversation: Conversation) -> str:
    """Return the address of ours that an answer is written from unless its author chooses another."""
    inbound = conversation.messages.filter(direction=Direction.INBOUND)
    last = inbound.order_by("-created_at", "-pk").values("to", "cc").first()
    people = [*last["to"], *last["cc"]] if last else []
    return written_to(conversation.channel, people) or conversation.channel.address


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
    further = ChannelAddress.objects.values_list("address", flat=True)
    known |= {address.lower() for address in further}
    return [one for plain, one in others.items() if plain not in known][: caps.SHOWN_RECEIVERS]


def _plain(address: str) -> str:
    """Without the mark that leads an answer back to its conversation."""
    name, _at, domain = address.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
