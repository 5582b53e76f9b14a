"""Who read along with the customer's last mail, as the composer offers it."""

from __future__ import annotations

from kundig.conversations.copies import others_written_to
from kundig.conversations.models import Channel, Conversation, Message


def _write_to(conversation: Conversation, channel: Channel, *addresses: str) -> None:
    name, _at, domain = channel.address.partition("@")
    ours = [{"name": "", "address": f"{name}+ab12@{domain}".upper()}]
    cc = [{"name": "", "address": address} for address in addresses]
    Message.objects.filter(conversation=conversation).update(to=ours, cc=cc)


def test_others_are_offered_without_us_and_the_customer(
    conversation: Conversation, service: Channel
) -> None:
    own = conversation.customer.addresses.get().value
    _write_to(conversation, service, own, "eva@firma.example", "Eva@Firma.example", "quatsch")
    assert [one.lower() for one in others_written_to(conversation)] == ["eva@firma.example"]


def test_nobody_is_offered_where_only_we_were_written_to(
    conversation: Conversation, service: Channel
) -> None:
    _write_to(conversation, service)
    assert others_written_to(conversation) == []
