"""Who read along with the customer's last mail, as the composer offers it."""

from __future__ import annotations

import pytest

from kundig.conversations import actions
from kundig.conversations.copies import others_written_to
from kundig.conversations.models import Channel, Conversation, Message
from kundig.core import caps
from kundig.core.errors import Refused
from kundig.staff.models import Agent


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


def test_copies_are_checked_by_the_verb(conversation: Conversation, anna: Agent) -> None:
    many = [f"person-{number}@firma.example" for number in range(caps.COPIES_PER_MESSAGE + 1)]
    for copies in (["quatsch"], ["a@b.example\nBcc: c@d.example"], many):
        with pytest.raises(Refused):
            actions.reply(conversation, by=anna.actor, text="Guten Tag", cc=copies)
    message = actions.reply(conversation, by=anna.actor, text="Guten Tag", cc=many[:-1])
    assert [copy["address"] for copy in message.cc] == many[:-1]
