"""conversation.start: happy, refused, and through a channel out of reach."""

from __future__ import annotations

from typing import Any

import pytest

from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, State
from kundig.core.errors import NotAllowed, Refused
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make


def test_a_conversation_begins_with_its_author(
    service: Channel, kofi: Customer, anna: Agent
) -> None:
    made = actions.start(
        by=anna.actor, channel=service, customer=kofi, subject="Ihr Termin", text="Guten Tag"
    )
    assert (made.state, made.assignee) == (State.WAITING, anna)
    assert made.messages.get().delivery.state == "queued"


def test_it_needs_a_subject(service: Channel, kofi: Customer, anna: Agent) -> None:
    with pytest.raises(Refused):
        actions.start(by=anna.actor, channel=service, customer=kofi, subject=" ", text="Guten Tag")
    assert not Conversation.objects.exists()


def test_whoever_is_limited_writes_through_no_other_teams_channel(
    kofi: Customer, ben: Agent, workshop: Team, first_level: Team
) -> None:
    own = make.channel(address="werkstatt@lummer.example", team=workshop)
    foreign = make.channel(address="stufe1@lummer.example", team=first_level)
    words: dict[str, Any] = {"customer": kofi, "subject": "Ihr Termin", "text": "Guten Tag"}
    with pytest.raises(NotAllowed):
        actions.start(by=ben.actor, channel=foreign, **words)
    assert actions.start(by=ben.actor, channel=own, **words).team == workshop
    assert set(Channel.objects.visible_to(ben.actor)) == {own}
