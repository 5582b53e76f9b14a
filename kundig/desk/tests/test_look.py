"""Looking: what was shown is seen, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.listing import load_page, view_named
from kundig.conversations.models import Conversation, Seen
from kundig.customers.models import Customer
from kundig.desk.person import person_context
from kundig.staff.models import Agent
from tests import make


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna, signed in."""
    client.force_login(anna)
    return client


def _unread(agent: Agent) -> frozenset[int]:
    view = view_named("all", agent)
    assert view is not None
    return load_page(view, agent).unread


def _open(conversation: Conversation) -> str:
    return reverse("inbox-conversation", args=["all", conversation.pk])


def test_what_is_opened_is_seen(annas: Client, conversation: Conversation, anna: Agent) -> None:
    assert conversation.pk in _unread(anna)
    annas.get(_open(conversation))
    assert conversation.pk not in _unread(anna)


def test_what_arrives_while_the_page_is_made_stays_unseen(
    annas: Client,
    conversation: Conversation,
    kofi: Customer,
    anna: Agent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def while_it_is_made(*given: Any) -> dict[str, Any]:
        make.inbound(customer=kofi, conversation=conversation, text="Dazwischen")
        return person_context(*given)

    monkeypatch.setattr("kundig.desk.inbox.person_context", while_it_is_made)
    assert "Dazwischen" not in annas.get(_open(conversation), headers={"HX-Request": "true"}).text
    assert conversation.pk in _unread(anna)


def test_what_is_looked_at_later_is_seen_up_to_what_stands_there(
    annas: Client, conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    shown = make.inbound(customer=kofi, conversation=conversation)
    look = reverse("conversation-look", args=[conversation.pk, shown.pk])
    assert f'data-look-url="{look}"' in annas.get(_open(conversation)).text
    make.inbound(customer=kofi, conversation=conversation, text="Dazwischen")
    assert annas.post(look).status_code == 204
    assert conversation.pk in _unread(anna)


def test_a_look_never_goes_back(conversation: Conversation, kofi: Customer, anna: Agent) -> None:
    first = conversation.messages.get()
    second = make.inbound(customer=kofi, conversation=conversation)
    actions.look(conversation, by=anna.actor, message=second)
    actions.look(conversation, by=anna.actor, message=first)
    assert Seen.objects.get().at == second.created_at


def test_a_message_of_another_conversation_is_not_there(
    annas: Client, conversation: Conversation, ida: Customer
) -> None:
    other = make.conversation(customer=ida).messages.get()
    look = reverse("conversation-look", args=[conversation.pk, other.pk])
    assert annas.post(look).status_code == 404
    assert not Seen.objects.exists()
