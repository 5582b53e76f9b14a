"""Snoozed until the customer writes, resting although they say thanks, and coming back with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kundig.conversations import actions
from kundig.conversations.jobs import wake_due
from kundig.conversations.models import Back, Conversation, State
from kundig.conversations.rows import rows_of
from kundig.conversations.snoozing import UNTIL_REPLY
from kundig.conversations.steps import STEPS
from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """A browser in which Anna is signed in."""
    client.force_login(anna)
    return client


def _write(conversation: Conversation, customer: Customer, text: str) -> None:
    make.inbound(customer=customer, conversation=conversation, text=text)
    conversation.refresh_from_db()


def _chips(conversation: Conversation, agent: Agent) -> list[str]:
    rows = Conversation.objects.filter(pk=conversation.pk).for_rows(agent).fetch_rows()
    [row] = rows_of(rows, url_of=lambda _one: "/")
    return [chip[0] for chip in row.chips]


def test_snoozed_until_the_customer_writes(
    annas: Client, conversation: Conversation, anna: Agent, kofi: Customer
) -> None:
    annas.post(reverse("conversation-snooze", args=[conversation.pk]), {"preset": "reply"})
    conversation.refresh_from_db()
    assert (conversation.state, conversation.snoozed_until) == (State.SNOOZED, None)
    wake_due(0)
    actions.wake(conversation, by=SYSTEM)
    assert conversation.state == State.SNOOZED, "the clock has no moment for it"
    listed = annas.get("/inbox/snoozed/").content.decode()
    assert conversation.subject in listed
    _write(conversation, kofi, "Ich habe noch eine Frage.")
    assert (conversation.state, conversation.back_because) == (State.OPEN, Back.ANSWER)
    woken = Event.objects.get(kind="conversation.woken")
    assert (woken.data, woken.actor_kind) == ({"why": "answer"}, "customer")
    assert "Zurück: Kunde hat geantwortet" in _chips(conversation, anna)
    page = annas.get(f"/inbox/all/{conversation.pk}/").content.decode()
    assert "eine Nachricht des Kunden" in page


def test_back_when_its_time_has_come_and_why_is_forgotten_with_the_next_state(
    conversation: Conversation, anna: Agent
) -> None:
    actions.snooze(conversation, by=anna.actor, until=timezone.now() + timedelta(hours=1))
    Conversation.objects.update(snoozed_until=timezone.now() - timedelta(minutes=1))
    wake_due(0)
    conversation.refresh_from_db()
    assert conversation.back_because == Back.TIME
    assert "Zurück: Zeit erreicht" in _chips(conversation, anna)
    actions.resolve(conversation, by=anna.actor)
    assert "Zurück: Zeit erreicht" not in _chips(conversation, anna)
    actions.reopen(conversation, by=anna.actor)
    assert "Zurück: Zeit erreicht" not in _chips(conversation, anna)


@pytest.mark.parametrize("state", [State.RESOLVED, State.SNOOZED])
def test_a_mere_thank_you_lets_it_rest_and_one_click_opens_it(
    annas: Client, conversation: Conversation, anna: Agent, kofi: Customer, state: State
) -> None:
    if state == State.RESOLVED:
        actions.resolve(conversation, by=anna.actor)
    else:
        actions.snooze(conversation, by=anna.actor)
    _write(conversation, kofi, "Vielen Dank, das hat super geklappt!\n\nViele Grüße\nKofi")
    assert (conversation.state, conversation.waiting_since) == (state, None) or (
        conversation.state == state == State.SNOOZED
    )
    assert Event.objects.get(kind="conversation.thanked").data["state"] == state
    page = annas.get(f"/inbox/all/{conversation.pk}/").content.decode()
    assert "hat sich nur bedankt" in page
    assert "Vielen Dank, das hat super geklappt!" in page
    reopen = reverse("conversation-reopen", args=[conversation.pk])
    assert f'hx-post="{reopen}" hx-swap="none"' in page
    annas.post(reopen)
    conversation.refresh_from_db()
    assert conversation.state == State.OPEN
    page = annas.get(f"/inbox/all/{conversation.pk}/").content.decode()
    assert f'hx-post="{reopen}" hx-swap="none"' not in page


def test_who_waits_for_an_answer_gets_it_and_files_are_no_thanks(
    conversation: Conversation, anna: Agent, kofi: Customer
) -> None:
    actions.reply(conversation, by=anna.actor, text="Ging es so?")
    _write(conversation, kofi, "Danke!")
    assert conversation.state == State.OPEN
    actions.resolve(conversation, by=anna.actor)
    file = actions.IncomingFile("Maße.txt", "text/plain", b"12 x 30")
    make.inbound(customer=kofi, conversation=conversation, text="Danke!", files=[file])
    conversation.refresh_from_db()
    assert conversation.state == State.OPEN


def test_the_organisation_may_want_every_thank_you_opened(
    client: Client, conversation: Conversation, anna: Agent, kofi: Customer, ada: Agent
) -> None:
    client.force_login(ada)
    client.post(reverse("thanks"), {"sent": "1"})
    assert "checked" not in client.get(reverse("thanks")).content.decode()
    actions.resolve(conversation, by=anna.actor)
    _write(conversation, kofi, "Danke!")
    assert conversation.state == State.OPEN
    client.post(reverse("thanks"), {"sent": "1", "lets_rest": "on"})
    assert Event.objects.filter(kind="thanks.changed").count() == 2


def test_whoever_has_it_hears_once_and_why(
    conversation: Conversation, anna: Agent, kofi: Customer
) -> None:
    from kundig.notifications.kinds import kind_named

    kind = kind_named("woken")
    assert kind is not None
    actions.assign(conversation, by=SYSTEM, agent=anna)
    actions.snooze(conversation, by=anna.actor)
    _write(conversation, kofi, "Ich habe noch eine Frage.")
    woken = Event.objects.get(kind="conversation.woken")
    assert list(kind.find(woken)) == []
    Event.objects.filter(pk=woken.pk).update(data={"why": "time"})
    woken.refresh_from_db()
    assert list(kind.find(woken)) == [anna.pk]


def test_many_at_once_wait_for_their_customers(conversation: Conversation, anna: Agent) -> None:
    step = STEPS["snooze"]
    assert step.fits(UNTIL_REPLY)
    assert not step.fits("")
    assert step.words(UNTIL_REPLY) == "Zurückstellen, bis der Kunde schreibt"
    step.do(conversation, anna.actor, UNTIL_REPLY)
    assert (conversation.state, conversation.snoozed_until) == (State.SNOOZED, None)
