"""Who gets an answer, and from which of our addresses; who else reads along is offered, never added by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from kundig.conversations.models import Channel, ChannelAddress, Conversation, Direction, Message
from kundig.core import caps
from kundig.core.prepared import Given, Prepared
from kundig.customers.models import AddressKind


def answered_address(conversation: Conversation) -> str:
    """Return the address from which the customer wrote last, or at which they want the answer; "" if none is known."""
    return Correspondence(conversation).answered_address


def others_written_to(conversation: Conversation) -> list[str]:
    """Return the addresses to which the customer's last message went besides ours and their own."""
    return Correspondence(conversation).others


def written_to(channel: Channel, people: Iterable[Mapping[str, str]]) -> str:
    """Return the first of the channel's own addresses among those that a message went to; "" where there is none."""
    return _among(channel.senders(), people)


def _among(senders: Iterable[str], people: Iterable[Mapping[str, str]]) -> str:
    ours = {address.lower(): address for address in senders}
    named = (_plain(str(person.get("address", ""))).lower() for person in people)
    return next((ours[address] for address in named if address in ours), "")


# What is asked of a message that came in.
_ASKED = ("conversation", "customer", "sender", "to", "cc")
_INBOUND = Message.objects.filter(
    conversation_id=Given("conversation"), direction=Direction.INBOUND
)
_LAST_INBOUND = Prepared(
    lambda: _INBOUND.order_by("-created_at", "-pk").only(*_ASKED)[:1], spelled_out=True
)


class Correspondence:
    """What the last messages that came in say about an answer; each of them is looked up once.

    `newest` are the conversation's newest messages in order, where they are known already: the last that came in
    is then looked for among them first. `senders` are the channel's addresses, where those are known.
    """

    def __init__(
        self,
        conversation: Conversation,
        newest: Sequence[Message] = (),
        senders: Sequence[str] = (),
    ) -> None:
        self._conversation = conversation
        self._newest = newest
        self._senders = senders

    @property
    def answered_address(self) -> str:
        """Return the address at which the customer gets an answer; "" if none is known."""
        sender = self._customers.sender if self._customers else {}
        told = str(sender.get("reply_to") or sender.get("address") or "")
        if told:
            return told
        customer = self._conversation.customer
        addresses = sorted(customer.addresses.all(), key=lambda address: address.pk)
        return next((one.value for one in addresses if one.kind == AddressKind.MAIL), "")

    @property
    def usual_sender(self) -> str:
        """Return the address of ours that an answer is written from unless its author chooses another."""
        channel = self._conversation.channel
        people = [*self._last.to, *self._last.cc] if self._last else []
        return _among(self._senders or channel.senders(), people) or channel.address

    @property
    def others(self) -> list[str]:
        """Return the addresses to which the customer's last message went besides ours and their own.

        A sender can name anybody there; a person decides who gets the answer.
        """
        last = self._customers
        if last is None:
            return []
        named = [str(person.get("address", "")) for person in [*last.to, *last.cc]]
        others = {_plain(one).lower(): one for one in named if "@" in one}
        if not others:
            return []
        known = {str(last.sender.get("address", "")).lower()}
        known |= {one.value.lower() for one in self._conversation.customer.addresses.all()}
        known |= {address.lower() for address in Channel.objects.values_list("address", flat=True)}
        further = ChannelAddress.objects.values_list("address", flat=True)
        known |= {address.lower() for address in further}
        return [one for plain, one in others.items() if plain not in known][: caps.SHOWN_RECEIVERS]

    @cached_property
    def _last(self) -> Message | None:
        """The last message that came in, from the customer or from somebody else."""
        known = (message for message in reversed(self._newest) if message.is_inbound)
        return next(known, None) or next(iter(self._looked_up()), None)

    def _looked_up(self) -> list[Message]:
        return _LAST_INBOUND.rows(conversation=self._conversation.pk)

    @cached_property
    def _customers(self) -> Message | None:
        """The customer's own last message."""
        customer = self._conversation.customer_id
        if self._last is None or self._last.customer_id == customer:
            return self._last
        theirs = self._conversation.messages.filter(direction=Direction.INBOUND, customer=customer)
        return theirs.order_by("-created_at", "-pk").only(*_ASKED).first()


def _plain(address: str) -> str:
    """Without the mark that leads an answer back to its conversation."""
    name, _at, domain = address.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
