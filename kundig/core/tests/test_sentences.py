"""Sentences of events: names looked up together, times and words in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.models import Conversation, Priority
from kundig.core.models import Event
from kundig.core.sentences import describe
from kundig.staff.models import Agent, Team


def _last(conversation: Conversation) -> Event:
    return Event.objects.filter(subject_id=conversation.pk, subject_kind="conversation").latest(
        "pk"
    )


def test_names_are_put_in(conversation: Conversation, anna: Agent, workshop: Team) -> None:
    actions.hand_over(conversation, by=anna.actor, team=workshop)
    with translation.override("en"):
        [text] = describe([_last(conversation)])
    assert "<bdi>Anna</bdi>" in text
    assert "<bdi>Werkstatt</bdi>" in text


def test_names_are_escaped(conversation: Conversation, anna: Agent) -> None:
    actions.tag(conversation, by=anna.actor, name="<b>{actor}")
    [text] = describe([_last(conversation)])
    assert "&lt;b&gt;{actor}" in text


def test_times_stand_in_the_readers_zone(conversation: Conversation, anna: Agent) -> None:
    actions.snooze(conversation, by=anna.actor, until=datetime(2040, 1, 2, 8, 0, tzinfo=UTC))
    with translation.override("de"), timezone.override("Europe/Berlin"):
        [text] = describe([_last(conversation)])
    assert "02.01.2040 09:00" in text


def test_words_are_translated_when_read(conversation: Conversation, anna: Agent) -> None:
    actions.set_priority(conversation, by=anna.actor, priority=Priority.URGENT)
    with translation.override("en"):
        [text] = describe([_last(conversation)])
    assert "Urgent" in text


@pytest.mark.django_db
def test_many_events_cost_one_query_per_kind_of_thing(
    conversation: Conversation, anna: Agent, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        actions.tag(conversation, by=anna.actor, name=f"wort {number}")
    events = list(Event.objects.filter(kind="conversation.tagged"))
    with django_assert_num_queries(2):
        assert len(describe(events)) == 20


def test_who_takes_a_conversation_is_named_once(conversation: Conversation, anna: Agent) -> None:
    actions.assign(conversation, by=anna.actor, agent=anna)
    with translation.override("en"):
        [text] = describe([_last(conversation)])
    assert text.count("Anna") == 1
