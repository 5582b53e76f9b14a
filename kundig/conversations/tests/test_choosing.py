"""Choosing where messages go: each purpose says what happens, and to whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.models import Conversation, Message
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make

HTMX = {"HX-Request": "true"}


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna, signed in; she reads English here."""
    client.force_login(anna)
    client.cookies["django_language"] = "en"
    return client


def _choice(client: Client, conversation: Conversation, **query: str | int) -> str:
    url = reverse("conversation-choose-target", args=[conversation.pk])
    return client.get(url, query, headers={**HTMX, "Accept-Language": "en"}).text


def _first(conversation: Conversation) -> Message:
    message = conversation.messages.first()
    assert message is not None
    return message


def test_merging_says_what_becomes_of_the_conversation(
    annas: Client, conversation: Conversation
) -> None:
    text = _choice(annas, conversation)
    assert "Merge this conversation into another" in text
    assert f"All messages of “{conversation.subject}” move" in text
    assert "Into a new conversation" not in text
    assert "There is no other conversation with Kofi Mensah." in text


def test_moving_shows_the_message(
    annas: Client, conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    actions.note(conversation, by=anna.actor, text="Eine Notiz")
    make.inbound(customer=kofi, conversation=conversation, text="Eine andere Sache")
    make.inbound(customer=kofi, conversation=conversation)
    make.conversation(customer=kofi, subject="Zweites")
    moved = conversation.messages.get(text="Eine andere Sache")
    text = _choice(annas, conversation, message=moved.pk)
    assert "Move or split off a message" in text
    assert "Eine andere Sache" in text
    assert "Split off with the one that follows" in text
    assert "Other conversations with Kofi Mensah" in text


def test_with_all_that_follow_the_first_everything_would_go(
    annas: Client, conversation: Conversation, kofi: Customer
) -> None:
    make.inbound(customer=kofi, conversation=conversation)
    text = _choice(annas, conversation, message=_first(conversation).pk)
    assert "Split off this message" in text
    assert "follows" not in text


def test_an_only_message_is_not_offered_what_would_be_refused(
    annas: Client, conversation: Conversation
) -> None:
    text = _choice(annas, conversation, message=_first(conversation).pk)
    assert "the only message here" in text
    assert "<form" not in text


def test_another_person_s_conversation_asks_first(
    annas: Client, conversation: Conversation, ida: Customer, kofi: Customer
) -> None:
    make.conversation(customer=ida, subject="Deichsel klemmt")
    text = _choice(annas, conversation, q="Deichsel")
    assert "Other person" in text
    assert "Answers in the other conversation go to Ida König." in text
    make.conversation(customer=kofi, subject="Planen bestellen")
    assert "Other person" not in _choice(annas, conversation, q="Planen")


def test_a_message_that_was_taken_back_is_not_there(
    annas: Client, conversation: Conversation, anna: Agent
) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Zu früh")
    actions.withdraw(message, by=anna.actor)
    url = reverse("conversation-choose-target", args=[conversation.pk])
    assert annas.get(url, {"message": message.pk}).status_code == 404
