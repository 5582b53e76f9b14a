"""What the send button does: chosen with a tick, kept for each agent, offered where it can be done."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.models import Conversation, State
from kundig.conversations.ways_to_send import WAYS, ways_for
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests import make


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna, signed in."""
    client.force_login(anna)
    return client


def _send(client: Client, conversation: Conversation, **fields: str) -> str:
    url = reverse("conversation-reply", args=[conversation.pk])
    answer = client.post(url, {"text": "Gern.", **fields}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.text


def test_a_tick_makes_the_choice_that_of_the_button(
    annas: Client, conversation: Conversation, anna: Agent
) -> None:
    form = _send(annas, conversation, then="resolve", as_usual="1")
    assert '<button class="button primary" type="submit" name="then" value="resolve"' in form
    anna.refresh_from_db()
    assert anna.usual_send == "resolve"
    page = annas.get(f"/inbox/all/{conversation.pk}/").text
    assert 'name="then" value="resolve" data-shortcut="send"' in page
    # Without a tick it stays.
    _send(annas, conversation, then="")
    anna.refresh_from_db()
    assert anna.usual_send == "resolve"


def test_snoozing_as_usual_is_until_the_next_working_day(
    annas: Client, conversation: Conversation
) -> None:
    _send(annas, conversation, then="snooze", as_usual="1")
    conversation.refresh_from_db()
    assert conversation.state == State.SNOOZED
    assert conversation.snoozed_until is not None
    assert conversation.snoozed_until.weekday() < 5


def test_an_answer_that_is_stopped_changes_nothing(
    annas: Client, conversation: Conversation, anna: Agent
) -> None:
    url = reverse("conversation-reply", args=[conversation.pk])
    assert annas.post(url, {"text": "", "then": "next", "as_usual": "1"}).status_code == 409
    anna.refresh_from_db()
    assert anna.usual_send == ""


def test_where_it_cannot_be_done_the_button_only_sends(conversation: Conversation) -> None:
    role = make.role(name="Nur Antworten", allows=["conversation.see", "conversation.reply"])
    agent = make.agent(name="Rudi", role=role, usual_send="snooze")
    usual, others = ways_for(agent, conversation)
    assert usual.name == ""
    assert "snooze" not in [way.name for way in others]
    agent.usual_send = "resolve"
    usual, others = ways_for(agent, conversation)
    assert (usual.name, [way.name for way in others]) == ("resolve", ["", "next", "resolve-next"])


def test_only_for_oneself_and_only_what_there_is(anna: Agent, clara: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.set_usual_send(anna, by=clara.actor, way="next")
    with pytest.raises(Refused):
        actions.set_usual_send(anna, by=anna.actor, way="burn")
    before = Event.objects.count()
    for _time in range(2):
        actions.set_usual_send(anna, by=anna.actor, way="next")
    assert Event.objects.count() == before + 1
    assert len({way.name for way in WAYS}) == len(WAYS)
