"""Handing conversations back while one is away: chosen, reversible, and by itself where somebody leaves."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions, events
from kundig.conversations.models import Conversation
from kundig.conversations.reactions import hand_back_all
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.customers.models import Customer
from kundig.staff import actions as staff
from kundig.staff import events as staff_events
from kundig.staff.models import Agent, Team
from tests import make


@pytest.fixture
def two(kofi: Customer, first_level: Team, anna: Agent) -> list[Conversation]:
    """Two conversations of Anna's."""
    made = [make.conversation(customer=kofi, team=first_level) for _time in range(2)]
    for conversation in made:
        actions.assign(conversation, by=anna.actor, agent=anna)
    return made


def assignees(conversations: list[Conversation]) -> list[int | None]:
    found = Conversation.objects.in_bulk([one.pk for one in conversations])
    return [found[one.pk].assignee_id for one in conversations]


def test_what_is_chosen_goes_back_and_comes_again(two: list[Conversation], anna: Agent) -> None:
    actions.hand_back(anna, by=anna.actor, conversations=two[:1])
    assert assignees(two) == [None, anna.pk]
    assert Conversation.objects.get(pk=two[0].pk).team == two[0].team
    actions.take_back(anna, by=anna.actor)
    assert assignees(two) == [anna.pk, anna.pk]
    with pytest.raises(Refused):
        actions.take_back(anna, by=anna.actor)


def test_what_a_colleague_has_taken_stays_theirs(
    two: list[Conversation], anna: Agent, clara: Agent
) -> None:
    actions.hand_back(anna, by=anna.actor, conversations=two)
    actions.assign(Conversation.objects.get(pk=two[0].pk), by=clara.actor, agent=clara)
    actions.take_back(anna, by=anna.actor)
    assert assignees(two) == [clara.pk, anna.pk]


def test_only_ones_own_unfinished_conversations_are_given_up(
    two: list[Conversation], anna: Agent, clara: Agent, kofi: Customer
) -> None:
    actions.resolve(two[0], by=anna.actor)
    others = make.conversation(customer=kofi)
    actions.assign(others, by=clara.actor, agent=clara)
    actions.hand_back(anna, by=anna.actor, conversations=[*two, others])
    assert assignees([*two, others]) == [anna.pk, None, clara.pk]
    with pytest.raises(NotAllowed):
        actions.hand_back(clara, by=anna.actor, conversations=[others])


def test_nothing_given_is_no_event(anna: Agent) -> None:
    actions.hand_back(anna, by=anna.actor, conversations=[])
    assert not Event.objects.filter(kind=events.HANDED_BACK).exists()


def test_who_can_no_longer_sign_in_has_nothing_left_in_hand(
    two: list[Conversation], anna: Agent
) -> None:
    staff.deactivate(anna, by=SYSTEM)
    event = Event.objects.get(kind=staff_events.DEACTIVATED)
    hand_back_all(event)
    hand_back_all(event)
    assert assignees(two) == [None, None]
    assert Event.objects.filter(kind=events.HANDED_BACK).count() == 1


def test_going_away_asks_what_becomes_of_them(
    two: list[Conversation], anna: Agent, client: Client
) -> None:
    client.force_login(anna)
    answer = client.post(reverse("availability"), {"availability": "away", "next": "/inbox/mine/"})
    assert answer.headers["Location"] == reverse("hand-back")
    assert two[0].subject in client.get(reverse("hand-back")).content.decode()
    client.post(reverse("hand-back"), {"conversation": [str(two[1].pk)]})
    assert assignees(two) == [anna.pk, None]
    client.post(reverse("take-back"))
    assert assignees(two) == [anna.pk, anna.pk]
    # Whoever is only busy is asked nothing.
    answer = client.post(reverse("availability"), {"availability": "busy", "next": "/inbox/mine/"})
    assert answer.headers["Location"] == "/inbox/mine/"
