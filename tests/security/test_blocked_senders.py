"""Whose mail goes to the spam view: blocks end where the reach of whoever blocked ends, and From proves nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.models import BlockedSender, ChannelAddress, Conversation, Message
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make


@pytest.fixture
def own(kofi: Customer, workshop: Team) -> Conversation:
    """A conversation of Ben's team, from its own mailbox."""
    channel = make.channel(address="werkstatt@lummer.example", team=workshop)
    return make.conversation(customer=kofi, team=workshop, channel=channel)


def test_a_limited_agent_blocks_for_the_own_teams_alone(
    ben: Agent, own: Conversation, conversation: Conversation
) -> None:
    actions.block_sender(own, by=ben.actor)
    sender = own.messages.get().sender
    assert actions.is_blocked(actions.sender_at(sender, own.channel))
    for channel in (conversation.channel, make.channel(address="alle@lummer.example")):
        assert not actions.is_blocked(actions.sender_at(sender, channel))


def test_a_limited_agent_without_a_team_blocks_nobody(ben: Agent, own: Conversation) -> None:
    own.assignee = ben
    own.save(update_fields=["assignee"])
    ben.teams.clear()
    with pytest.raises(Refused):
        actions.block_sender(own, by=ben.actor)
    assert not BlockedSender.objects.exists()


def test_what_others_have_blocked_is_not_there_for_a_limited_agent(
    ben: Agent, anna: Agent, first_level: Team, workshop: Team
) -> None:
    everywhere = BlockedSender.objects.create(value="all@spam.example")
    foreign = BlockedSender.objects.create(value="first@spam.example", team=first_level)
    bens = BlockedSender.objects.create(value="ben@spam.example", team=workshop)
    client = Client()
    client.force_login(ben)
    page = client.get(reverse("blocked-senders")).content.decode()
    assert "ben@spam.example" in page
    assert "all@spam.example" not in page
    assert "first@spam.example" not in page
    for blocked in (everywhere, foreign):
        url = reverse("blocked-sender-unblock", args=[blocked.pk])
        assert client.post(url).status_code == 404
        with pytest.raises(NotAllowed):
            actions.unblock(blocked, by=ben.actor)
    client.post(reverse("blocked-sender-unblock", args=[bens.pk]))
    assert set(BlockedSender.objects.all()) == {everywhere, foreign}
    client.force_login(anna)
    page = client.get(reverse("blocked-senders")).content.decode()
    assert "all@spam.example" in page
    assert "first@spam.example" in page


def test_only_whoever_sees_all_teams_blocks_a_whole_domain(
    ben: Agent, anna: Agent, own: Conversation
) -> None:
    with pytest.raises(NotAllowed):
        actions.block_sender(own, by=ben.actor, whole_domain=True)
    assert not BlockedSender.objects.exists()
    actions.block_sender(own, by=anna.actor, whole_domain=True)
    assert BlockedSender.objects.get().value == "@mensah.example"


def test_m09_a_forged_sender_blocks_no_domain(anna: Agent, own: Conversation) -> None:
    Message.objects.filter(conversation=own).update(sender_check="failed")
    with pytest.raises(Refused):
        actions.block_sender(own, by=anna.actor, whole_domain=True)
    assert not BlockedSender.objects.exists()


def test_the_domain_of_a_further_address_of_ours_is_never_blocked(
    anna: Agent, own: Conversation
) -> None:
    ChannelAddress.objects.create(channel=own.channel, address="info@Mensah.example")
    with pytest.raises(Refused):
        actions.block_sender(own, by=anna.actor, whole_domain=True)
    assert not BlockedSender.objects.exists()


def test_m09_a_forger_gets_no_customer_blocked(anna: Agent, own: Conversation) -> None:
    Message.objects.filter(conversation=own).update(sender_check="failed")
    first = Message.objects.filter(conversation=own).latest("pk")
    other = make.conversation(customer=own.customer)
    real = actions.receive(
        by=SYSTEM,
        incoming=actions.Incoming(channel=other.channel, customer=own.customer, text="Guten Tag"),
    )
    actions.note_sender(real, by=SYSTEM, verdict="proven")
    with pytest.raises(Refused):
        actions.block_sender(own, by=anna.actor)
    assert not BlockedSender.objects.exists()
    # Of one whom nobody is known to be, whatever comes is spam.
    Message.objects.exclude(pk=first.pk).update(sender_check="")
    actions.block_sender(own, by=anna.actor)
    assert BlockedSender.objects.exists()
