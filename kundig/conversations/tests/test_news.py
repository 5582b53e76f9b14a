"""Sending is stopped where something has arrived that its author has not seen."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kundig.conversations import actions
from kundig.conversations.models import Conversation, Message
from kundig.conversations.news import Overtaken, arrivals, mark
from kundig.core.errors import Refused
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make


def _answer(conversation: Conversation, agent: Agent, seen: str) -> Message:
    return actions.reply(conversation, by=agent.actor, text="Gern.", seen=seen)


@pytest.mark.django_db(transaction=True)
def test_nothing_new_lets_the_answer_go(conversation: Conversation, anna: Agent) -> None:
    assert _answer(conversation, anna, mark()).pk


@pytest.mark.django_db(transaction=True)
def test_what_the_customer_wrote_elsewhere_stops_the_answer(
    conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    seen = mark()
    elsewhere = make.inbound(customer=kofi, text="Hat sich erledigt!")
    with pytest.raises(Overtaken) as stop:
        _answer(conversation, anna, seen)
    assert [(one.message, one.is_here) for one in stop.value.arrivals] == [(elsewhere, False)]
    assert _answer(conversation, anna, stop.value.mark).pk


@pytest.mark.django_db(transaction=True)
def test_notes_and_answers_of_colleagues_stop_it_and_own_ones_do_not(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    seen = mark()
    actions.note(conversation, by=anna.actor, text="Ich schaue.")
    assert not arrivals(conversation, seen, anna.actor)
    actions.note(conversation, by=clara.actor, text="Ich habe angerufen.")
    _answer(conversation, clara, "")
    assert len(arrivals(conversation, seen, anna.actor)) == 2


@pytest.mark.django_db(transaction=True)
def test_what_was_running_when_the_page_was_made_is_news(
    conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        from django.db import transaction

        try:
            with transaction.atomic():
                make.inbound(customer=kofi, text="Langsam")
                began.set()
                go_on.wait(10)
        finally:
            connection.close()

    other = threading.Thread(target=slow)
    other.start()
    assert began.wait(10)
    # Numbered later, visible earlier.
    make.inbound(customer=kofi, conversation=conversation, text="Schnell")
    seen = mark()
    assert not arrivals(conversation, seen, anna.actor)
    go_on.set()
    other.join()
    assert [one.message.text for one in arrivals(conversation, seen, anna.actor)] == ["Langsam"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_the_second_is_stopped(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    seen, barrier = mark(), threading.Barrier(2)
    ends: list[Any] = []

    def send(agent: Agent) -> None:
        try:
            mine = Conversation.objects.get(pk=conversation.pk)
            barrier.wait(10)
            ends.append(_answer(mine, agent, seen))
        except Overtaken as stop:
            ends.append(stop)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[agent]) for agent in (anna, clara)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(end).__name__ for end in ends) == ["Message", "Overtaken"]
    assert conversation.messages.filter(direction="out").count() == 1


def test_s02_what_others_may_see_alone_is_no_news(
    conversation: Conversation, kofi: Customer, workshop: Team, ben: Agent
) -> None:
    own = make.conversation(customer=kofi, team=workshop)
    newest = own.messages.latest("pk")
    make.inbound(customer=kofi, conversation=conversation, text="Nur für die erste Stufe")
    assert not arrivals(own, str(newest.pk), ben.actor)


def test_programs_name_the_newest_message(
    conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    known = conversation.messages.latest("pk")
    _answer(conversation, anna, str(known.pk))
    make.inbound(customer=kofi, conversation=conversation, text="Noch etwas")
    with pytest.raises(Overtaken):
        _answer(conversation, anna, str(known.pk))


@pytest.mark.parametrize(
    "seen", ["x", "1:2", "-1", "1:1:1;drop", "0", "9" * 19, "1:2:" + "3," * 3000]
)
def test_a_mark_that_is_none_is_refused(conversation: Conversation, anna: Agent, seen: str) -> None:
    with pytest.raises(Refused) as refusal:
        _answer(conversation, anna, seen)
    assert not isinstance(refusal.value, Overtaken)


@pytest.mark.django_db(transaction=True)
def test_the_page_shows_why_and_lets_it_go(
    client: Client, conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    client.force_login(anna)
    seen = mark()
    make.inbound(customer=kofi, text="Hat sich erledigt!")
    page = f"/conversations/{conversation.pk}/"
    count = client.get(f"{page}news/", {"seen": seen})
    assert "1 " in count.content.decode()
    form = {"text": "Gern.", "seen": seen}
    answer = client.post(f"{page}reply/", form, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#reply-form .composer-bar"
    assert "Hat sich erledigt!" in answer.content.decode()
    assert client.post(f"{page}reply/", form).status_code == 409
    assert client.get(f"{page}news/", {"seen": mark()}).status_code == 204
