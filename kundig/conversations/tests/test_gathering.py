"""Gathering events: one statement for many, in their order, and none of what was taken back."""

from __future__ import annotations

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions, events
from kundig.conversations.actions import spam
from kundig.conversations.models import Conversation
from kundig.core import jobs
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.events import gathering, record
from kundig.core.models import Event
from kundig.core.reactions import REACT
from tests.jobs import waiting


def _newest(number: int) -> list[str]:
    return [event.kind for event in Event.objects.order_by("-pk")[:number]][::-1]


def test_events_are_written_together_in_their_order(
    conversation: Conversation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1), gathering():
        record(conversation, events.RESOLVED, by=SYSTEM)
        record(conversation, events.REOPENED, by=SYSTEM)
    assert _newest(2) == [events.RESOLVED, events.REOPENED]


def test_reactions_are_woken_as_for_single_events(conversation: Conversation) -> None:
    with gathering():
        # Nothing reacts to a priority.
        record(conversation, events.PRIORITY_SET, by=SYSTEM, priority="high", before="normal")
        first = record(conversation, events.REPLIED, by=SYSTEM, message=1)
        second = record(conversation, events.RETRIED, by=SYSTEM, message=1)
    woken = waiting(REACT)
    assert [job["event_id"] for job in woken] == [first.pk, second.pk]
    # More than one room reacts to an answer: one job for all of them.
    assert [len(str(job["reactions"]).split(",")) > 1 for job in woken] == [True, False]


def test_what_a_failed_verb_recorded_is_forgotten(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_subject: object, **_words: object) -> None:
        raise Refused("no")

    before = Event.objects.count()
    monkeypatch.setattr(spam, "mark_spam", breaks)
    with transaction.atomic(), gathering():
        record(conversation, events.REOPENED, by=SYSTEM)
        with pytest.raises(Refused):
            actions.block_sender(conversation, by=SYSTEM)
    assert Event.objects.count() == before + 1
    assert _newest(1) == [events.REOPENED]


def test_nothing_is_written_where_the_whole_fails(conversation: Conversation) -> None:
    before = Event.objects.count()

    def fails() -> None:
        with gathering():
            record(conversation, events.RESOLVED, by=SYSTEM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert Event.objects.count() == before


def test_a_reaction_that_fails_holds_up_no_other(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_event: Event) -> None:
        raise ValueError("broken")

    told: list[int] = []
    named = {"breaks": breaks, "tells": lambda event: told.append(event.pk)}
    monkeypatch.setattr(jobs, "reaction_named", named.__getitem__)
    event = record(conversation, events.RESOLVED, by=SYSTEM)
    with pytest.raises(ValueError, match="broken"):
        jobs.react(event_id=event.pk, reactions=["breaks", "tells"])
    assert told == [event.pk]
