"""Who is at a conversation: noted by pages, told to those who may see it, gone by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.models import Conversation, Doing, Presence
from kundig.conversations.presence import attendants, keep_pages
from kundig.core import caps
from kundig.core.time import now
from kundig.staff.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db

FIRST, SECOND = "1" * 32, "2" * 32


def at(conversation: Conversation, reader: Agent) -> list[str]:
    with translation.override("en"):
        return [
            one.sentence for one in attendants([conversation.pk], reader).get(conversation.pk, ())
        ]


def test_colleagues_see_who_looks_and_who_writes(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    actions.attend(conversation, by=anna.actor, page=FIRST, doing=Doing.LOOKING)
    assert at(conversation, clara) == [f"{anna.name} is looking at it, too"]
    actions.attend(conversation, by=anna.actor, page=FIRST, doing=Doing.REPLY)
    assert at(conversation, clara) == [f"{anna.name} is writing an answer"]
    # Nobody is told of themselves.
    assert at(conversation, anna) == []


def test_two_pages_of_one_agent_are_one_person_who_writes(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    actions.attend(conversation, by=anna.actor, page=FIRST, doing=Doing.NOTE)
    actions.attend(conversation, by=anna.actor, page=SECOND, doing=Doing.LOOKING)
    assert at(conversation, clara) == [f"{anna.name} is writing a note"]


def test_a_page_is_in_one_place(conversation: Conversation, anna: Agent, clara: Agent) -> None:
    other = make.conversation(customer=conversation.customer, team=conversation.team)
    actions.attend(conversation, by=anna.actor, page=FIRST, doing=Doing.LOOKING)
    actions.attend(other, by=anna.actor, page=FIRST, doing=Doing.LOOKING)
    assert at(conversation, clara) == []
    assert len(at(other, clara)) == 1
    actions.leave(by=anna.actor, page=FIRST)
    actions.leave(by=anna.actor, page=FIRST)
    assert at(other, clara) == []


def test_nobody_moves_or_ends_the_page_of_somebody_else(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    actions.attend(conversation, by=anna.actor, page=FIRST, doing=Doing.REPLY)
    actions.attend(conversation, by=clara.actor, page=FIRST, doing=Doing.LOOKING)
    actions.leave(by=clara.actor, page=FIRST)
    assert at(conversation, clara) == [f"{anna.name} is writing an answer"]


def test_who_has_lost_the_right_is_no_longer_shown(
    conversation: Conversation, ben: Agent, anna: Agent, workshop: Team
) -> None:
    """Ben is limited to his team; the conversation goes to another one while his page stands open."""
    conversation.team = workshop
    conversation.save()
    actions.attend(conversation, by=ben.actor, page=FIRST, doing=Doing.LOOKING)
    assert len(at(conversation, anna)) == 1
    conversation.team = None
    conversation.save()
    assert at(conversation, anna) == []


def test_s02_who_may_not_see_a_conversation_learns_of_nobody_there(
    conversation: Conversation, ben: Agent, anna: Agent
) -> None:
    actions.attend(conversation, by=anna.actor, page=FIRST, doing=Doing.REPLY)
    assert at(conversation, ben) == []


def test_an_open_page_stays_and_a_silent_one_is_gone(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    actions.attend(conversation, by=anna.actor, page=FIRST, doing=Doing.LOOKING)
    actions.attend(conversation, by=anna.actor, page=SECOND, doing=Doing.LOOKING)
    Presence.objects.update(until=now() + timedelta(seconds=1))
    keep_pages({FIRST}, {})
    assert Presence.objects.get(page=FIRST).until > now() + timedelta(
        seconds=caps.PRESENCE_SECONDS - 5
    )
    Presence.objects.filter(page=SECOND).update(until=now() - timedelta(seconds=1))
    keep_pages({FIRST}, {})
    assert not Presence.objects.filter(page=SECOND).exists()
    keep_pages(set(), {FIRST: 0})
    assert at(conversation, clara) == []


def test_a_page_that_went_and_came_back_to_another_process_is_here(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    actions.attend(conversation, by=anna.actor, page=FIRST, doing=Doing.LOOKING)
    keep_pages(set(), {FIRST: 2.5})
    assert len(at(conversation, clara)) == 1


def test_all_open_pages_together_cost_one_statement(
    conversation: Conversation, anna: Agent, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pages = {f"{number:032x}" for number in range(1000)}
    for page in sorted(pages)[:50]:
        actions.attend(conversation, by=anna.actor, page=page, doing=Doing.LOOKING)
    with django_assert_num_queries(1):
        keep_pages(pages, {})


def test_gone_within_half_a_minute() -> None:
    assert caps.PRESENCE_SECONDS + caps.LIVE_PAGES_SECONDS <= 30


def test_the_table_is_not_logged() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE relname = 'conversations_presence'"
        )
        assert cursor.fetchone() == ("u",)


def test_pages_say_where_they_are_and_ask_who_else_is(
    client: Client, conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    client.force_login(anna)
    url = reverse("conversation-attend", args=[conversation.pk])
    assert client.post(url, {"page": FIRST, "doing": "reply"}).status_code == 204
    assert client.post(url, {"page": "x", "doing": "reply"}).status_code == 409
    assert client.post(url, {"page": FIRST, "doing": "dance"}).status_code == 409
    actions.attend(conversation, by=clara.actor, page=SECOND, doing=Doing.REPLY)
    query = {"conversation": [str(conversation.pk), "999999999", "x", "-1"]}
    page = client.get(reverse("presence"), query).content.decode()
    assert page.count("data-conversation") == 1
    assert clara.name in page
    assert client.post(reverse("presence-leave"), {"page": FIRST}).status_code == 204
    assert list(Presence.objects.values_list("page", flat=True)) == [SECOND]
