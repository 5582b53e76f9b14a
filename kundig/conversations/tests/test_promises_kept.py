"""Promises: read in answers, watched, kept and broken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kundig.conversations import actions, events
from kundig.conversations.jobs import watch_promises
from kundig.conversations.models import Conversation, Promise
from kundig.conversations.promises.figures import kept_rate
from kundig.conversations.reactions import read_promises
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff.models import Agent

DAY = timedelta(days=1)


def _promise(conversation: Conversation, agent: Agent, ahead: timedelta = 3 * DAY) -> Promise:
    due = timezone.now() + ahead
    return actions.promise(conversation, by=agent.actor, due_at=due, words="Wir melden uns.")


def _answer(conversation: Conversation, agent: Agent, text: str) -> None:
    actions.reply(conversation, by=agent.actor, text=text)
    event = Event.objects.filter(kind=events.REPLIED).latest("pk")
    # Reactions may run twice.
    read_promises(event)
    read_promises(event)


def _kinds() -> set[str]:
    return set(
        Event.objects.filter(kind__startswith="conversation.promise").values_list("kind", flat=True)
    )


def test_an_answer_offers_what_it_promises(conversation: Conversation, anna: Agent) -> None:
    _answer(conversation, anna, "Guten Tag,\n\nwir melden uns bis morgen bei Ihnen.")
    offered = Promise.objects.get()
    assert offered.accepted_at is None
    conversation.refresh_from_db()
    assert conversation.promised_until is None
    actions.accept_promise(offered, by=anna.actor)
    actions.accept_promise(offered, by=anna.actor)
    conversation.refresh_from_db()
    assert conversation.promised_until == offered.due_at
    assert Event.objects.filter(kind=events.PROMISED).count() == 1


def test_the_next_answer_keeps_it(conversation: Conversation, anna: Agent) -> None:
    made = _promise(conversation, anna)
    _answer(conversation, anna, "Hier ist sie.")
    made.refresh_from_db()
    conversation.refresh_from_db()
    assert made.kept_at is not None
    assert conversation.promised_until is None


def test_it_warns_and_breaks_once(conversation: Conversation, anna: Agent) -> None:
    made = _promise(conversation, anna, timedelta(hours=2))
    watch_promises(0)
    watch_promises(0)
    assert Event.objects.filter(kind=events.PROMISE_DUE).count() == 1
    Promise.objects.update(due_at=timezone.now())
    watch_promises(0)
    watch_promises(0)
    assert Event.objects.filter(kind=events.PROMISE_BROKEN).count() == 1
    with pytest.raises(Refused):
        actions.drop_promise(made, by=anna.actor)
    actions.keep_promise(made, by=anna.actor)
    assert kept_rate(Promise.objects.all()) == 0


def test_the_rate_counts_what_is_settled(conversation: Conversation, anna: Agent) -> None:
    assert kept_rate(Promise.objects.all()) is None
    actions.keep_promise(_promise(conversation, anna), by=anna.actor)
    _promise(conversation, anna)
    assert kept_rate(Promise.objects.all()) == 1


def test_one_that_was_none_is_taken_off(conversation: Conversation, anna: Agent) -> None:
    actions.drop_promise(_promise(conversation, anna), by=anna.actor)
    assert not Promise.objects.exists()
    assert _kinds() == {events.PROMISED, events.PROMISE_DROPPED}


@pytest.mark.parametrize("ahead", [-DAY, 400 * DAY])
def test_a_moment_out_of_range_is_refused(
    conversation: Conversation, anna: Agent, ahead: timedelta
) -> None:
    with pytest.raises(Refused):
        _promise(conversation, anna, ahead)


def test_others_may_not(conversation: Conversation, anna: Agent, ben: Agent, rita: Agent) -> None:
    for agent in (ben, rita):
        with pytest.raises(NotAllowed):
            _promise(conversation, agent)
    with pytest.raises(NotAllowed):
        actions.keep_promise(_promise(conversation, anna), by=rita.actor)


def test_head_and_list_tell_of_it(client: Client, conversation: Conversation, anna: Agent) -> None:
    client.force_login(anna)
    page = f"/conversations/{conversation.pk}/"
    due = timezone.localtime() + timedelta(hours=2)
    client.post(f"{page}promise/", {"due_at": f"{due:%Y-%m-%dT%H:%M}"})
    made = Promise.objects.get()
    inbox = client.get(f"/inbox/all/{conversation.pk}/").text
    assert f"{page}promises/" in inbox
    assert "calendar-clock" in inbox
    assert f"/promises/{made.pk}/keep/" in client.get(f"{page}promises/").text
    client.post(f"/promises/{made.pk}/keep/")
    assert f"{page}promises/" not in client.get(f"/inbox/all/{conversation.pk}/").text
