"""Merging and its undoing, and what may no longer be done with what was merged away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kundig.conversations import actions
from kundig.conversations.actions import IncomingFile
from kundig.conversations.models import Conversation, State
from kundig.conversations.search import search_conversations
from kundig.conversations.timeline import load_timeline
from kundig.core import caps
from kundig.core.errors import Refused
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make


@pytest.fixture
def other(kofi: Customer, first_level: Team) -> Conversation:
    """Another matter of Kofi's."""
    return make.conversation(customer=kofi, team=first_level, subject="Das andere Anliegen")


def test_what_was_snoozed_is_open_after_the_undoing(
    conversation: Conversation, other: Conversation, clara: Agent
) -> None:
    actions.snooze(other, by=clara.actor, until=timezone.now() + timedelta(days=1))
    move = actions.merge(other, by=clara.actor, into=conversation)
    actions.undo_move(move, by=clara.actor)
    other.refresh_from_db()
    assert (other.state, other.snoozed_until) == (State.OPEN, None), "nothing would wake it"


def test_what_was_closed_stays_so_after_the_undoing(
    conversation: Conversation, other: Conversation, clara: Agent
) -> None:
    actions.close(other, by=clara.actor)
    move = actions.merge(other, by=clara.actor, into=conversation)
    actions.undo_move(move, by=clara.actor)
    other.refresh_from_db()
    assert other.state == State.CLOSED
    assert other.closed_at is not None


def test_of_two_merges_in_a_row_the_last_is_undone_first(
    conversation: Conversation, other: Conversation, clara: Agent, kofi: Customer
) -> None:
    message = make.inbound(customer=kofi, conversation=other)
    third = make.conversation(customer=kofi, team=conversation.team)
    first = actions.merge(other, by=clara.actor, into=conversation)
    second = actions.merge(conversation, by=clara.actor, into=third)
    with pytest.raises(Refused):
        actions.undo_move(first, by=clara.actor)
    actions.undo_move(second, by=clara.actor)
    actions.undo_move(first, by=clara.actor)
    message.refresh_from_db()
    assert message.conversation == other


def test_what_comes_while_its_conversation_is_merged_goes_along(
    conversation: Conversation, other: Conversation, clara: Agent, kofi: Customer
) -> None:
    found = Conversation.objects.select_related("merged_into").get(pk=other.pk)
    actions.merge(other, by=clara.actor, into=conversation)
    message = make.inbound(customer=kofi, conversation=found, text="Noch etwas")
    assert message.conversation == conversation
    other.refresh_from_db()
    assert other.state == State.CLOSED, "nobody would ever see it there"
    assert not other.messages.exists()


def test_nothing_is_written_where_nobody_looks(
    conversation: Conversation, other: Conversation, clara: Agent
) -> None:
    actions.merge(other, by=clara.actor, into=conversation)
    with pytest.raises(Refused):
        actions.reply(other, by=clara.actor, text="Zu spät")
    with pytest.raises(Refused):
        actions.note(other, by=clara.actor, text="Zu spät")
    with pytest.raises(Refused):
        actions.snooze(other, by=clara.actor, until=timezone.now() + timedelta(days=1))


def test_a_merged_conversation_has_no_composer(
    client: Client, conversation: Conversation, other: Conversation, clara: Agent
) -> None:
    client.force_login(clara)
    address = reverse("conversation", args=[other.pk])
    assert "message-composer" in client.get(address, follow=True).content.decode()
    actions.merge(other, by=clara.actor, into=conversation)
    assert "message-composer" not in client.get(address, follow=True).content.decode()


def test_a_foreign_conversation_is_not_named(
    client: Client,
    conversation: Conversation,
    kofi: Customer,
    workshop: Team,
    clara: Agent,
    ben: Agent,
) -> None:
    own = make.conversation(customer=kofi, team=workshop)
    actions.set_subject(conversation, by=clara.actor, subject="Streng geheim")
    actions.merge(own, by=clara.actor, into=conversation)
    lines = [item.happening.words for item in load_timeline(own, ben).items if item.happening]
    assert any(f"#{conversation.pk}" in words for words in lines)
    assert not any("geheim" in words for words in lines)
    client.force_login(ben)
    page = client.get(reverse("conversation", args=[own.pk]), follow=True)
    assert page.status_code == 200
    assert "geheim" not in page.content.decode()


def test_files_and_tags_are_found_after_a_merge(
    conversation: Conversation, kofi: Customer, clara: Agent
) -> None:
    file = IncomingFile(name="Lieferschein.pdf", content_type="application/pdf", content=b"%PDF")
    source = make.conversation(customer=kofi, files=[file])
    actions.tag(conversation, by=clara.actor, name="Dringlichkeit")
    actions.merge(source, by=clara.actor, into=conversation)
    for word in ("Lieferschein.pdf", "Dringlichkeit"):
        assert [row.pk for row in search_conversations(word, clara).rows] == [conversation.pk]


def test_what_was_taken_back_can_not_be_split_off(
    client: Client, conversation: Conversation, clara: Agent
) -> None:
    message = actions.reply(conversation, by=clara.actor, text="Zu früh")
    actions.withdraw(message, by=clara.actor)
    client.force_login(clara)
    split = reverse("conversation-split", args=[conversation.pk])
    assert client.post(split, {"messages": message.pk, "rest": "1"}).status_code == 409


@pytest.mark.parametrize("before", ["9" * 5_000, "٣", "-1", "x"])
def test_an_odd_place_in_a_stream_is_its_beginning(
    client: Client, conversation: Conversation, clara: Agent, before: str
) -> None:
    client.force_login(clara)
    stream = reverse("customer-stream", args=[conversation.customer_id])
    assert client.get(stream, {"before": before}).status_code == 200


def test_a_long_thread_is_merged_with_as_few_queries_as_a_short_one(
    kofi: Customer, clara: Agent, other: Conversation
) -> None:
    counts = []
    for length in (1, 12):
        source = make.conversation(customer=kofi)
        for number in range(length):
            make.inbound(customer=kofi, conversation=source, text=f"Nachtrag{number}x{length}")
        with CaptureQueriesContext(connection) as queries:
            actions.merge(source, by=clara.actor, into=other)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    for word in ("Nachtrag0x1", "Nachtrag0x12", "Nachtrag11x12"):
        assert [row.pk for row in search_conversations(word, clara).rows] == [other.pk]


def test_all_of_a_very_long_thread_is_found_after_a_merge(
    kofi: Customer, clara: Agent, other: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "SEARCH_CHARS", 40)
    source = make.conversation(customer=kofi, text="Anfang " + "x" * 60)
    make.inbound(customer=kofi, conversation=source, text="Mitte " + "y" * 30)
    make.inbound(customer=kofi, conversation=source, text="Ende")
    actions.merge(source, by=clara.actor, into=other)
    for word in ("Anfang", "Mitte", "Ende"):
        assert [row.pk for row in search_conversations(word, clara).rows] == [other.pk]
