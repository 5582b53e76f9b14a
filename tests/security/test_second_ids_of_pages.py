"""The desk's own forms with ids that lead out of reach (A05) or to another parent's child (A06)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations.models import Conversation
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.fingerprint import fingerprint


@pytest.fixture
def own(kofi: Customer, workshop: Team) -> Conversation:
    """A conversation of Ben's team, with two messages."""
    conversation = make.conversation(customer=kofi, team=workshop)
    make.inbound(customer=kofi, conversation=conversation)
    return conversation


def browser(agent: Agent) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(agent)
    return client


def first(conversation: Conversation) -> int:
    return conversation.messages.order_by("pk").values_list("pk", flat=True)[0]


def test_a05_foreign_and_unknown_look_alike_and_change_nothing(
    ben: Agent, own: Conversation, conversation: Conversation
) -> None:
    client, foreign = browser(ben), conversation
    merge = reverse("conversation-merge", args=[own.pk])
    split = reverse("conversation-split", args=[own.pk])
    move = reverse("conversation-move-message", args=[own.pk, first(own)])
    attempts: list[tuple[str, list[dict[str, Any]]]] = [
        (merge, [{"into": foreign.pk}, {"into": 999_999}]),
        (split, [{"messages": [first(foreign)]}, {"messages": [999_999]}]),
        (split, [{"messages": [first(own), first(foreign)]}, {"messages": [first(own), 999_999]}]),
        (move, [{"into": foreign.pk}, {"into": 999_999}]),
    ]
    before = fingerprint()
    for url, bodies in attempts:
        seen = {client.post(url, body).status_code for body in bodies}
        assert seen <= {404, 409}, url
        assert len(seen) == 1, url
    assert fingerprint() == before


def test_a05_foreign_conversations_are_not_offered_as_targets(
    ben: Agent, own: Conversation, conversation: Conversation
) -> None:
    url = reverse("conversation-choose-target", args=[own.pk])
    for words in (str(conversation.pk), f"#{conversation.pk}", conversation.subject):
        assert list(browser(ben).get(url, {"q": words}).context["rows"]) == []


def test_a06_a_child_of_another_parent_is_not_there(
    anna: Agent, own: Conversation, conversation: Conversation, ida: Customer, kofi: Customer
) -> None:
    """Anna sees all of them, and still the message of one is none of the other's."""
    client, other = browser(anna), conversation
    before = fingerprint()
    pages = [
        client.get(reverse("conversation-earlier", args=[own.pk, first(other)])),
        client.get(reverse("conversation-choose-target", args=[own.pk]), {"message": first(other)}),
        client.post(
            reverse("conversation-move-message", args=[own.pk, first(other)]), {"into": other.pk}
        ),
        client.post(reverse("customer-remove-address", args=[kofi.pk, ida.addresses.get().pk])),
    ]
    assert [page.status_code for page in pages] == [404] * 4
    assert fingerprint() == before
