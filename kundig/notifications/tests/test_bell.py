"""The bell: who is told of what, in one line for each conversation, and only what they may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kundig.channels.email import actions as mailboxes
from kundig.channels.email import events as mail
from kundig.conversations import actions as conversations
from kundig.conversations import events as heart
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.events import record
from kundig.core.models import Event
from kundig.core.time import now
from kundig.customers.models import Customer
from kundig.notifications import actions, events, reading
from kundig.notifications.follow import follow
from kundig.notifications.jobs import forget_old
from kundig.notifications.models import Notification, Place
from kundig.staff.models import Agent, Team
from tests import make
from tests.settled import wait_until_settled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def read_from_here(db: None) -> None:
    """Begin to read the log at its beginning."""
    Place.objects.create(pk=1, read_tx=0, read_id=0)


def told(agent: Agent) -> list[str]:
    """Return what the agent's bell says, newest first."""
    while follow():
        pass
    with translation.override("en"):
        return [line.text for line in reading.page(agent, None)[0]]


def counted(client: Client) -> str:
    """Return what stands in the rail."""
    answer = client.get(reverse("notifications-count"), headers={"HX-Request": "true"})
    return answer.content.decode()


def test_who_gets_a_conversation_is_told_and_who_gave_it_is_not(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    conversations.assign(conversation, by=clara.actor, agent=anna)
    assert told(anna) == [f"Clara assigned “{conversation.subject}” to you"]
    assert told(clara) == []


def test_nobody_is_told_of_their_own_doing(conversation: Conversation, anna: Agent) -> None:
    conversations.assign(conversation, by=anna.actor, agent=anna)
    assert told(anna) == []


def test_what_a_customer_writes_adds_up_until_it_is_read(
    conversation: Conversation, kofi: Customer, anna: Agent, clara: Agent
) -> None:
    conversations.assign(conversation, by=clara.actor, agent=anna)
    for _time in range(2):
        make.inbound(customer=kofi, conversation=conversation)
    assert told(anna) == [f"Kofi Mensah wrote in “{conversation.subject}”"]
    (line,) = reading.page(anna, None)[0]
    assert (line.count, line.is_unread) == (3, True)
    actions.read(anna.notifications.get(), by=anna.actor)
    make.inbound(customer=kofi, conversation=conversation)
    assert len(told(anna)) == 2
    assert len(reading.unread(anna)) == 1


def test_a_machine_that_answers_rings_no_bell(
    conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    conversations.assign(conversation, by=anna.actor, agent=anna)
    make.inbound(customer=kofi, conversation=conversation, automatic="auto-replied")
    assert told(anna) == []


def test_who_no_longer_sees_a_conversation_no_longer_reads_of_it(
    conversation: Conversation, ben: Agent, clara: Agent, anna: Agent
) -> None:
    conversations.assign(conversation, by=clara.actor, agent=ben)
    assert len(told(ben)) == 1
    conversations.assign(conversation, by=clara.actor, agent=anna)
    ben = Agent.objects.get(pk=ben.pk)
    assert told(ben) == []
    assert reading.unread(ben) == []


def test_a_snoozed_conversation_comes_back_to_who_put_it_away(
    conversation: Conversation, anna: Agent
) -> None:
    conversations.snooze(conversation, by=anna.actor, until=now() + timedelta(hours=1))
    Conversation.objects.update(snoozed_until=now() - timedelta(seconds=1))
    conversation.refresh_from_db()
    conversations.wake(conversation, by=SYSTEM)
    assert told(anna) == [f"“{conversation.subject}” is back from snoozing: its time has come"]


def test_who_planned_an_answer_hears_that_it_was_not_sent(
    conversation: Conversation, anna: Agent
) -> None:
    with transaction.atomic():
        record(conversation, heart.LATER_STOPPED, by=SYSTEM, agent=anna.pk, why="news")
    assert told(anna) == [
        f"Your planned answer in “{conversation.subject}” was not sent and is a draft again"
    ]


def test_a_mailbox_in_trouble_is_told_of_to_who_may_mend_it(ada: Agent, anna: Agent) -> None:
    mailbox = mailboxes.make(by=SYSTEM, address="still@lummer.example")
    with transaction.atomic():
        record(mailbox, mail.FELL_SILENT, by=SYSTEM, hours=9)
    assert told(ada) == ["The mailbox still@lummer.example needs attention"]
    assert told(anna) == []


def test_who_wrote_an_answer_hears_that_it_came_back(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    message = conversations.reply(conversation, by=anna.actor, text="Guten Tag")
    conversations.assign(conversation, by=clara.actor, agent=clara)
    with transaction.atomic():
        record(
            conversation,
            heart.DELIVERY_FAILED,
            by=SYSTEM,
            message=message.pk,
            reason="no such user",
        )
    assert told(anna) == [f"Your answer in “{conversation.subject}” could not be delivered"]
    assert told(clara) == []


def test_a_team_hears_of_new_conversations_where_it_wants_to(
    kofi: Customer, first_level: Team, anna: Agent
) -> None:
    conversation = make.conversation(customer=kofi, team=first_level)
    assert told(anna) == []
    bell = actions.bell_of(anna)
    actions.set_bell(bell, by=anna.actor, ways={"team": ["bell"]})
    other = make.conversation(customer=kofi, team=first_level)
    assert told(anna) == [f"New for your team: “{other.subject}”"]
    assert conversation.pk != other.pk


def test_ways_are_ones_own_else_the_roles(
    conversation: Conversation, anna: Agent, ben: Agent, clara: Agent, ada: Agent
) -> None:
    actions.set_role_ways(anna.role, by=ada.actor, ways={"assigned": []})
    conversations.assign(conversation, by=clara.actor, agent=anna)
    assert told(anna) == []
    actions.set_bell(actions.bell_of(anna), by=anna.actor, ways={"assigned": ["bell"]})
    conversations.assign(conversation, by=clara.actor, agent=ben)
    conversations.assign(conversation, by=clara.actor, agent=anna)
    assert len(told(anna)) == 1
    actions.follow_role(actions.bell_of(anna), by=anna.actor)
    assert actions.bell_of(anna).ways == {}


def test_nothing_is_told_twice_and_the_first_look_tells_nothing_old(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    Place.objects.all().delete()
    conversations.assign(conversation, by=clara.actor, agent=anna)
    # Where the log ends is asked by its own measure.
    wait_until_settled()
    follow()
    assert told(anna) == []
    conversations.assign(conversation, by=clara.actor, agent=clara)
    conversations.assign(conversation, by=clara.actor, agent=anna)
    assert len(told(anna)) == 1
    follow()
    assert anna.notifications.get().count == 1
    assert Event.objects.filter(kind=events.RANG, subject_id=anna.pk).count() == 1


def test_old_ones_are_forgotten(conversation: Conversation, anna: Agent, clara: Agent) -> None:
    conversations.assign(conversation, by=clara.actor, agent=anna)
    told(anna)
    Notification.objects.update(at=now() - timedelta(days=caps.NOTIFICATION_DAYS + 1))
    forget_old(0)
    assert not Notification.objects.exists()


def test_the_page_leads_to_the_message_and_marks_it_as_read(
    conversation: Conversation, kofi: Customer, anna: Agent, client: Client
) -> None:
    conversations.assign(conversation, by=anna.actor, agent=anna)
    message = make.inbound(customer=kofi, conversation=conversation)
    told(anna)
    client.force_login(anna)
    with translation.override("de"):
        page = client.get(reverse("notifications"), headers={"Accept-Language": "de"})
    assert "hat in „" in page.content.decode()
    assert 'data-count="1"' in counted(client)
    found = anna.notifications.get()
    answer = client.post(reverse("notification-open", args=[found.pk]))
    there = reverse("conversation", args=[conversation.pk])
    assert answer.headers["Location"] == f"{there}#message-{message.pk}"
    assert 'data-count="0"' in counted(client)


def test_an_opened_conversation_counts_as_read(
    conversation: Conversation, anna: Agent, clara: Agent, client: Client
) -> None:
    conversations.assign(conversation, by=clara.actor, agent=anna)
    told(anna)
    client.force_login(anna)
    url = reverse("notifications-seen")
    assert 'data-count="1"' in client.post(url, {"conversation": "0"}).content.decode()
    seen = client.post(url, {"conversation": str(conversation.pk)})
    assert 'data-count="0"' in seen.content.decode()


def test_a_list_of_many_costs_a_few_queries(
    kofi: Customer, anna: Agent, clara: Agent, django_assert_max_num_queries: Any
) -> None:
    for _time in range(5):
        found = make.conversation(customer=kofi)
        conversations.assign(found, by=clara.actor, agent=anna)
    told(anna)
    with django_assert_max_num_queries(5):
        assert len(reading.page(anna, None)[0]) == 5


def test_who_follows_is_told_and_who_is_responsible_only_once(
    conversation: Conversation, kofi: Customer, anna: Agent, clara: Agent
) -> None:
    conversations.assign(conversation, by=anna.actor, agent=anna)
    conversations.follow(conversation, by=anna.actor)
    conversations.follow(conversation, by=anna.actor, agent=clara)
    make.inbound(customer=kofi, conversation=conversation)
    assert told(anna) == [f"Kofi Mensah wrote in “{conversation.subject}”"]
    assert told(clara) == [f"News in “{conversation.subject}”, which you follow"]
