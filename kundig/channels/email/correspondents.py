"""Between whom a mail goes, and what of the conversation they have all seen before."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kundig.channels.email.models import Mailbox
from kundig.channels.email.threads import FOREIGN
from kundig.conversations.copies import written_to
from kundig.conversations.models import Channel, Delivery, Direction, Message
from kundig.conversations.recipients import HAVE_IT, NEVER_GOT_IT, addresses
from kundig.core.errors import DeliveryFailed
from kundig.core.text import one_line


@dataclass(frozen=True)
class Recipients:
    """To whom a mail goes. Nobody learns of `bcc`: it stands in no header."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]

    @property
    def everybody(self) -> list[str]:
        """Return each address once."""
        return list({one.lower(): one for one in reversed(self._all)}.values())[::-1]

    @property
    def _all(self) -> tuple[str, ...]:
        return (*self.to, *self.cc, *self.bcc)

    def without(self, those: set[str]) -> list[str]:
        """Return everybody but `those`, who are named in lower case."""
        return [one for one in self.everybody if one.lower() not in those]


@dataclass(frozen=True)
class Correspondents:
    """Who writes to whom; `theirs` are the customer's own addresses in lower case."""

    # Address and name.
    sender: tuple[str, str]
    people: Recipients
    theirs: set[str]
    # What went to and fro before, and what of it everybody here has seen.
    earlier: list[Message]
    shared: list[Message]

    @property
    def last_written(self) -> Message | None:
        """Return the last shared message that somebody wrote."""
        return next(
            (one for one in reversed(self.shared) if one.is_inbound or not one.automatic), None
        )


def correspondents(message: Message, mailbox: Mailbox | None) -> Correspondents:
    """Return between whom an outgoing message goes. DeliveryFailed where there is nobody to send it to."""
    earlier = _earlier(message)
    own = _customer_addresses(message)
    people = _recipients(message, earlier, own)
    theirs = {value.lower() for value in own}
    known = _read_along(people, theirs)
    # What they have not seen is neither quoted nor named: a merge brings others' mail.
    shared = (
        [] if message.forwards else [o for o in earlier if _is_known_to(o, message, known, theirs)]
    )
    return Correspondents(_sender(message, earlier, mailbox), people, theirs, earlier, shared)


def who_needs_none(message: Message) -> set[str]:
    """Return who has it, or never will, in lower case: trying again is for those who were put off."""
    delivery = Delivery.objects.filter(message=message).first()
    if delivery is None:
        return set()
    return {one.lower() for one in addresses(delivery.recipients, HAVE_IT | NEVER_GOT_IT)}


def _sender(message: Message, earlier: list[Message], mailbox: Mailbox | None) -> tuple[str, str]:
    """Address and name of the sender: as chosen, else the address of ours that the customer wrote to."""
    channel = message.channel
    assert channel is not None
    chosen = str(message.sender.get("address", "")) or _written_to(channel, earlier)
    name = (mailbox.sender_name if mailbox else "") or channel.name
    for further in channel.further_addresses.all():
        if further.address.lower() == chosen.lower():
            return further.address, further.name or name
    return channel.address, name


def _written_to(channel: Channel, earlier: list[Message]) -> str:
    """The address of the channel that the last mail from outside named."""
    inbound = (one for one in reversed(earlier) if one.is_inbound)
    last = next(inbound, None)
    return written_to(channel, [*last.to, *last.cc]) if last else ""


def _recipients(message: Message, earlier: list[Message], own: list[str]) -> Recipients:
    to = _named(message.to)
    if not to:
        answered = _answered_address(message, earlier) or next(iter(own), "")
        if not answered:
            raise DeliveryFailed(_("the customer has no mail address"), permanent=True)
        to = (one_line(answered, 320),)
    return Recipients(to, _named(message.cc), _named(message.bcc))


def _named(people: list[dict[str, str]]) -> tuple[str, ...]:
    named = (one_line(str(person.get("address", "")), 320) for person in people)
    return tuple(dict.fromkeys(address for address in named if address))


def _answered_address(message: Message, earlier: list[Message]) -> str:
    """The address from which the customer wrote last, or at which they want the answer."""
    customer_id = message.conversation.customer_id
    for last in reversed(earlier):
        if last.is_inbound and last.customer_id == customer_id:
            return str(last.sender.get("reply_to") or last.sender.get("address") or "")
    return ""


def _customer_addresses(message: Message) -> list[str]:
    own = message.conversation.customer.addresses.filter(kind="mail").order_by("pk")
    return list(own.values_list("value", flat=True))


def _earlier(message: Message) -> list[Message]:
    """The conversation's messages before this one that customer and company have both seen, without their texts."""
    return list(
        Message.objects.filter(
            conversation=message.conversation_id, created_at__lte=message.created_at
        )
        .exclude(pk=message.pk)
        .exclude(direction=Direction.NOTE)
        .exclude(warnings__contains=[FOREIGN])
        .filter(withdrawn_at=None)
        .defer("text", "visible_text", "html")
        .order_by("created_at", "pk")
    )


def _read_along(people: Recipients, theirs: set[str]) -> set[str]:
    """The addresses whose mail may be repeated to `people`: their own, all of the customer's if it is them."""
    to = {one.lower() for one in people.to}
    return to | theirs if to & theirs else to


def _is_known_to(one: Message, message: Message, known: set[str], theirs: set[str]) -> bool:
    """Whether whoever has the addresses `known` wrote this message or got it."""
    if one.forwards:
        return False
    customer = message.conversation.customer_id
    is_theirs = bool(known & theirs)
    if one.is_inbound and one.customer_id == customer and is_theirs:
        return True
    wrote = {str(one.sender.get("address", "")).lower()} if one.is_inbound else set()
    people = {str(person.get("address", "")).lower() for person in (*one.to, *one.cc)} | wrote
    return bool(people & known) or (is_theirs and not (one.is_inbound or one.to))
