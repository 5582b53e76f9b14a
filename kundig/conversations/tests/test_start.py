"""conversation.start: happy, refused, and through a channel out of reach."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, State
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import AuditEntry
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


def test_a05_whoever_is_limited_brings_nobody_into_reach_by_writing_to_them(
    kofi: Customer, conversation: Conversation, ben: Agent, workshop: Team
) -> None:
    own = make.channel(address="werkstatt@lummer.example", team=workshop)
    words: dict[str, Any] = {"channel": own, "subject": "Ihr Termin", "text": "Guten Tag"}
    with pytest.raises(NotAllowed, match="anderes Team"):
        actions.start(by=ben.actor, customer=kofi, **words)
    assert not Customer.objects.visible_to(ben.actor).exists()
    (entry,) = AuditEntry.objects.all()
    assert entry.data == {
        "act": "conversation.start",
        "thing": "customer",
        "numbers": [f"#{kofi.pk}"],
    }
    # Given to him by somebody else, the person is no stranger any more.
    actions.hand_over(conversation, by=SYSTEM, team=workshop)
    assert actions.start(by=ben.actor, customer=kofi, **words).assignee == ben


def test_a05_the_page_refuses_in_words_and_keeps_what_was_typed(
    kofi: Customer, conversation: Conversation, ben: Agent, workshop: Team
) -> None:
    own = make.channel(address="werkstatt@lummer.example", team=workshop)
    client = Client()
    client.force_login(ben)
    typed = {"channel": own.pk, "subject": "Ihr Termin", "text": "Guten Tag, Herr Mensah"}
    known, new = "kofi@mensah.example", "neu@kunde.example"
    page = client.post(reverse("conversation-start"), {**typed, "to": known})
    assert page.status_code == 422
    assert "Guten Tag, Herr Mensah" in page.content.decode()
    assert "ein anderes Team" in page.content.decode()
    assert kofi.conversations.count() == 1
    assert AuditEntry.objects.get().data["act"] == "conversation.start"
    assert client.post(reverse("conversation-start"), {**typed, "to": new}).status_code == 302


def test_whoever_gets_a_conversation_sees_it_and_who_sees_none_gets_none(
    conversation: Conversation, anna: Agent, ben: Agent
) -> None:
    actions.assign(conversation, by=anna.actor, agent=ben)
    assert list(Conversation.objects.visible_to(ben.actor)) == [conversation]
    blind = make.agent(name="Emil", role=make.role(name="Nichts", allows=[]))
    gone = make.agent(name="Gerd", role=anna.role, is_active=False)
    for nobody in (blind, gone):
        with pytest.raises(Refused):
            actions.assign(conversation, by=anna.actor, agent=nobody)
