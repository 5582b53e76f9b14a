"""The timeline: what stands in it, in which order, with which lines, and how messages are shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from kundig.conversations import actions
from kundig.conversations.around import look_around
from kundig.conversations.models import Conversation, Message, Seen
from kundig.conversations.shown import ShownMessage, with_links
from kundig.conversations.snoozing import presets
from kundig.conversations.timeline import Item, load_timeline
from kundig.core.actor import SYSTEM
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make


def _items(conversation: Conversation, agent: Agent) -> list[Item]:
    return load_timeline(conversation, agent, look_around(conversation, agent).seen_at).items


def test_messages_and_events_stand_in_the_order_in_which_they_happened(
    conversation: Conversation, anna: Agent
) -> None:
    actions.note(conversation, by=anna.actor, text="Erst die Notiz")
    actions.tag(conversation, by=anna.actor, name="dann")
    actions.reply(conversation, by=anna.actor, text="Zuletzt die Antwort")
    kinds = [
        item.shown.message.direction if item.shown else item.happening and item.happening.event.kind
        for item in _items(conversation, anna)
    ]
    assert kinds == ["in", "conversation.handed_over", "note", "conversation.tagged", "out"]


def test_what_a_message_shows_by_itself_is_no_line(conversation: Conversation, anna: Agent) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Antwort")
    actions.mark_failed(message, by=SYSTEM, reason="550")
    lines = [item for item in _items(conversation, anna) if item.happening]
    assert [line.happening.event.kind for line in lines if line.happening] == [
        "conversation.handed_over"
    ]


def test_a_withdrawn_answer_leaves_a_line(conversation: Conversation, anna: Agent) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Zu früh")
    actions.withdraw(message, by=anna.actor)
    items = _items(conversation, anna)
    assert all(item.shown is None or item.shown.message != message for item in items)
    assert items[-1].happening is not None
    assert items[-1].happening.event.kind == "conversation.reply_withdrawn"


def test_each_day_begins_with_a_line(kofi: Customer, anna: Agent) -> None:
    start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    conversation = make.conversation(customer=kofi, received_at=start)
    for hours in (1, 24, 25):
        at = start + timedelta(hours=hours)
        make.inbound(customer=kofi, conversation=conversation, received_at=at)
    messages = [item for item in _items(conversation, anna) if item.shown]
    assert [item.day is not None for item in messages] == [True, False, True, False]


def test_the_line_of_news_stands_above_the_first_unseen_message_of_others(
    conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    Seen.objects.create(conversation=conversation, agent=anna, at=timezone.now())
    actions.note(conversation, by=anna.actor, text="Von mir selbst")
    make.inbound(customer=kofi, conversation=conversation, text="Neu")
    make.inbound(customer=kofi, conversation=conversation, text="Noch neuer")
    marked = [item for item in _items(conversation, anna) if item.is_first_new]
    assert [item.shown.message.text for item in marked if item.shown] == ["Neu"]


def test_who_never_looked_has_no_line_of_news(conversation: Conversation, anna: Agent) -> None:
    assert not any(item.is_first_new for item in _items(conversation, anna))


def test_a_change_of_delivery_changes_the_version(conversation: Conversation, anna: Agent) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Antwort")
    before = _items(conversation, anna)[-1].version
    actions.mark_failed(message, by=SYSTEM, reason="550")
    assert _items(conversation, anna)[-1].version != before


def test_a_move_can_be_undone_from_its_line_until_it_is(
    conversation: Conversation, kofi: Customer, clara: Agent
) -> None:
    other = make.conversation(customer=kofi)
    move = actions.merge(other, by=clara.actor, into=conversation)
    moves = [item.happening.move for item in _items(conversation, clara) if item.happening]
    assert move in moves
    actions.undo_move(move, by=clara.actor)
    moves = [item.happening.move for item in _items(conversation, clara) if item.happening]
    assert moves == [None, None, None]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <b> & c", "a &lt;b&gt; &amp; c"),
        (
            "siehe https://x.example/a?b=1&c=2.",
            'siehe <a href="https://x.example/a?b=1&amp;c=2" target="_blank" '
            'rel="noopener noreferrer nofollow">https://x.example/a?b=1&amp;c=2</a>.',
        ),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ('https://x.example/"onload="x', None),
    ],
)
def test_text_is_safe_and_web_addresses_can_be_followed(text: str, html: str | None) -> None:
    shown = with_links(text)
    assert "onload=&quot;" in shown if html is None else shown == html


@pytest.mark.parametrize(
    ("text", "visible", "quote"),
    [
        ("Neu\n\n> Alt", "Neu", "> Alt"),
        ("Neu", "Neu", ""),
        (
            "> Alt\nAntwort dazwischen\n> Alt",
            "Antwort dazwischen",
            "> Alt\nAntwort dazwischen\n> Alt",
        ),
    ],
)
def test_the_quote_is_what_the_visible_text_leaves_out(text: str, visible: str, quote: str) -> None:
    assert ShownMessage(Message(text=text, visible_text=visible)).quote == quote


def test_snoozing_offers_what_lies_ahead() -> None:
    with timezone.override("Europe/Berlin"):
        thursday = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
        offered = {preset.name: timezone.localtime(preset.at) for preset in presets(thursday)}
        late = [preset.name for preset in presets(thursday + timedelta(hours=8))]
    assert f"{offered['evening']:%d.%m. %H:%M}" == "19.11. 17:00"
    assert f"{offered['tomorrow']:%d.%m. %H:%M}" == "20.11. 09:00"
    assert f"{offered['monday']:%d.%m. %H:%M}" == "23.11. 09:00"
    assert f"{offered['week']:%d.%m. %H:%M}" == "26.11. 09:00"
    assert "evening" not in late


def test_nine_stays_nine_when_the_clocks_change() -> None:
    with timezone.override("Europe/Berlin"):
        friday = datetime(2026, 10, 23, 10, 0, tzinfo=UTC)
        monday = next(preset for preset in presets(friday) if preset.name == "monday")
    assert monday.at.hour == 9
    assert monday.at.utcoffset() == timedelta(hours=1)
