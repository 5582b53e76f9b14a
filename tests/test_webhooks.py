"""Row R4: what happens is told to programs elsewhere at least once, to nobody else, and no dead receiver holds up another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kundig.api.webhooks import actions, jobs
from kundig.api.webhooks.models import (
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryState,
)
from kundig.api.webhooks.turns import turn
from kundig.conversations import actions as heart
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import AuditEntry, Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.jobs import work_off
from tests.receiver import SECRET, Receiver, receiving
from tests.settled import wait_until_settled

# The log shows what is committed: a test within one transaction would see nothing of it.
pytestmark = pytest.mark.django_db(transaction=True)

NOTED = "conversation.noted"
# Of the outage: how long it lasts, how often is looked, how much happens between two looks.
OUTAGE = timedelta(hours=8)
STEP = timedelta(hours=1)
EVENTS_PER_STEP = 2


@pytest.fixture(autouse=True)
def runs_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run send all that is due, however slow this machine is just now."""
    monkeypatch.setattr(caps, "WEBHOOK_RUN_SECONDS", 600.0)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def other() -> Iterator[Receiver]:
    """Another one."""
    with receiving() as receiver:
        yield receiver


def hook(agent: Agent, receiver: Receiver, **fields: Any) -> Webhook:
    """Add a webhook of this agent that tells the receiver of notes."""
    given = {"name": "Laden", "kinds": [NOTED], "secret": SECRET, **fields}
    return actions.make(by=agent.actor, address=receiver.address, **given)


def note(conversation: Conversation, text: str = "Notiz") -> None:
    """Let something happen."""
    heart.note(conversation, by=SYSTEM, text=text)


def look() -> None:
    """Do what a worker does every two seconds, once all that happened may be read.

    Transactions of tests that run beside this one hold the log back, as everybody's do.
    """
    wait_until_settled()
    jobs.tick(0)
    work_off()


def shop_role() -> Any:
    """Return a role limited to its own teams; only administrators lead webhooks to this machine."""
    return make.role(name="Laden", allows=[], is_administrator=True, own_teams_only=True)


def test_r04_an_event_arrives_signed_in_the_shapes_of_the_api(
    ada: Agent, conversation: Conversation, receiver: Receiver
) -> None:
    hook(ada, receiver)
    note(conversation, "Kunde rief an")
    heart.resolve(conversation, by=SYSTEM)
    look()
    look()
    (told,) = receiver.told
    assert told.is_signed(SECRET)
    assert told.id.startswith("msg_")
    age = timezone.now().timestamp() - int(told.headers["webhook-timestamp"])
    assert 0 <= age < 300
    assert told.headers["Content-Type"] == "application/json"
    payload = told.payload
    assert payload["type"] == NOTED
    assert payload["data"]["event"]["id"] == Event.objects.get(kind=NOTED).pk
    # As it is when it goes out: resolved meanwhile.
    assert payload["data"]["conversation"]["state"] == "resolved"
    assert payload["data"]["message"]["text"] == "Kunde rief an"
    delivery = WebhookDelivery.objects.get()
    assert delivery.state == WebhookDeliveryState.DELIVERED
    assert delivery.message_id == told.id


def test_r04_a_receiver_down_for_hours_gets_everything_and_holds_up_nobody(
    ada: Agent, conversation: Conversation, receiver: Receiver, other: Receiver
) -> None:
    outage(ada, conversation, receiver, other)


def outage(
    ada: Agent, conversation: Conversation, receiver: Receiver, other: Receiver
) -> dict[str, int]:
    """Take one of two receivers down for hours while events go on; returns some figures."""
    dead, healthy = hook(ada, receiver), hook(ada, other)
    receiver.stop()
    happened = 0
    with time_machine.travel(datetime(2026, 11, 23, 8, tzinfo=UTC), tick=False) as clock:
        for _ in range(OUTAGE // STEP):
            for _ in range(EVENTS_PER_STEP):
                note(conversation)
            happened += EVENTS_PER_STEP
            look()
            # The healthy one has it within the same look, whatever waits for the dead one.
            assert len(other.told) == happened
            clock.shift(STEP)
        assert WebhookAttempt.objects.filter(delivery__webhook=dead).count() <= OUTAGE // STEP + 2
        assert WebhookDelivery.objects.filter(webhook=dead).count() == happened
        receiver.start()
        looks = 0
        while WebhookDelivery.objects.filter(state=WebhookDeliveryState.WAITING).exists():
            clock.shift(timedelta(seconds=2))
            look()
            looks += 1
            assert looks < 10, "once it is back, nothing waits for its own time"
    events = set(Event.objects.filter(kind=NOTED).values_list("pk", flat=True))
    for one in (receiver, other):
        assert {told.payload["data"]["event"]["id"] for told in one.told} == events
        assert len(one.ids) == len(one.told) == len(events) == happened
    assert all(told.is_signed(SECRET) for told in receiver.told)
    assert not receiver.ids & other.ids, "each webhook has ids of its own"
    dead.refresh_from_db()
    assert (dead.is_on, dead.is_well, dead.failing_since) == (True, True, None)
    assert WebhookAttempt.objects.filter(delivery__webhook=healthy).count() == happened
    return {"events": happened, "looks after": looks}


def test_r04_nothing_goes_to_whom_it_is_none_of_their_business(
    ada: Agent, workshop: Team, kofi: Customer, ida: Customer, receiver: Receiver, other: Receiver
) -> None:
    emil = make.agent(name="Emil", role=shop_role(), teams=[workshop])
    hook(emil, receiver)
    first = make.team(name="Erste Stufe")
    hook(ada, other, teams=[first])
    inside = make.conversation(customer=kofi, team=workshop)
    outside = make.conversation(customer=ida, team=first)
    # What is assigned to whom the narrowed webhook belongs to lies beyond its teams nevertheless.
    heart.assign(inside, by=SYSTEM, agent=ada)
    for _ in range(3):
        note(inside)
        note(outside)
    look()
    assert {told.payload["data"]["conversation"]["id"] for told in receiver.told} == {inside.pk}
    assert {told.payload["data"]["conversation"]["id"] for told in other.told} == {outside.pk}
    assert (len(receiver.told), len(other.told)) == (3, 3)


def test_r04_what_goes_out_of_sight_while_it_waits_is_not_sent(
    workshop: Team, kofi: Customer, receiver: Receiver
) -> None:
    emil = make.agent(name="Emil", role=shop_role(), teams=[workshop])
    hook(emil, receiver)
    conversation = make.conversation(customer=kofi, team=workshop)
    note(conversation)
    wait_until_settled()
    jobs.tick(0)
    heart.hand_over(conversation, by=SYSTEM, team=make.team(name="Erste Stufe"))
    work_off()
    assert receiver.told == []
    assert WebhookDelivery.objects.get().state == WebhookDeliveryState.WITHHELD


def test_r04_whoever_is_deactivated_is_told_nothing_more(
    ada: Agent, workshop: Team, kofi: Customer, receiver: Receiver
) -> None:
    emil = make.agent(name="Emil", role=shop_role(), teams=[workshop])
    webhook = hook(emil, receiver)
    note(make.conversation(customer=kofi, team=workshop))
    Agent.objects.filter(pk=emil.pk).update(is_active=False)
    look()
    assert receiver.told == []
    webhook.refresh_from_db()
    assert webhook.off_reason == "owner"


def test_r04_whoever_may_no_longer_set_webhooks_up_is_told_nothing_more(
    ada: Agent, workshop: Team, kofi: Customer, receiver: Receiver
) -> None:
    emil = make.agent(name="Emil", role=shop_role(), teams=[workshop])
    webhook = hook(emil, receiver)
    note(make.conversation(customer=kofi, team=workshop))
    Agent.objects.filter(pk=emil.pk).update(
        role=make.role(name="Leser", allows=["conversation.see"])
    )
    look()
    assert receiver.told == []
    webhook.refresh_from_db()
    assert webhook.off_reason == "rights"
    with pytest.raises(Refused):
        actions.switch_on(webhook, by=ada.actor)


def test_r04_it_costs_whoever_acts_nothing(
    ada: Agent,
    conversation: Conversation,
    receiver: Receiver,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        jobs.tick(0)
    with CaptureQueriesContext(connection) as without:
        note(conversation)
    hook(ada, receiver)
    with django_assert_num_queries(len(without)):
        note(conversation)


def test_r04_replaying_a_span_makes_up_for_the_time_it_was_off(
    ada: Agent, conversation: Conversation, receiver: Receiver
) -> None:
    webhook = hook(ada, receiver)
    note(conversation)
    look()
    begin = timezone.now()
    actions.switch_off(webhook, by=ada.actor)
    note(conversation)
    look()
    actions.switch_on(webhook, by=ada.actor)
    note(conversation)
    look()
    assert len(receiver.told) == 2
    actions.replay_span(webhook, by=ada.actor, since=begin, until=timezone.now())
    look()
    look()
    ids = [told.id for told in receiver.told]
    assert len(ids) == 4
    assert ids[1] in ids[2:], "what had arrived comes again under its own id"
    assert len(set(ids)) == 3
    assert {told.payload["data"]["event"]["id"] for told in receiver.told} == set(
        Event.objects.filter(kind=NOTED).values_list("pk", flat=True)
    )


def test_r04_failing_receivers_share_one_turn_and_leave_the_others_theirs(
    ada: Agent, receiver: Receiver
) -> None:
    failing = [hook(ada, receiver) for _ in range(2)]
    Webhook.objects.update(misses=1)
    for one in failing:
        one.refresh_from_db()
    healthy = [hook(ada, receiver) for _ in range(caps.WEBHOOK_TURNS + 1)]
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        # Another worker's connection: one connection may take the same lock twice.
        with turn(failing[0]) as first, turn(healthy[0]) as second:
            assert first
            assert second
            taken.set()
            done.wait(10)
        connection.close()

    worker = threading.Thread(target=hold)
    worker.start()
    assert taken.wait(10)
    try:
        with turn(failing[1]) as is_free:
            assert not is_free
        with turn(healthy[0]) as is_free:
            assert not is_free, "one job for each webhook"
        with turn(healthy[1]) as is_free:
            assert is_free
    finally:
        done.set()
        worker.join(10)


def test_r04_a_fault_of_ours_with_one_webhook_parks_that_one_alone(
    ada: Agent, conversation: Conversation, receiver: Receiver, other: Receiver
) -> None:
    broken, healthy = hook(ada, receiver), hook(ada, other)
    note(conversation)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'out of range' USING ERRCODE = '22003'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER fault BEFORE INSERT ON webhooks_webhookdelivery FOR EACH ROW"
            f" WHEN (NEW.webhook_id = {broken.pk}) EXECUTE FUNCTION fault()"
        )
    try:
        look()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION fault CASCADE")
    broken.refresh_from_db()
    healthy.refresh_from_db()
    assert (len(receiver.told), len(other.told)) == (0, 1)
    assert (broken.is_parked, broken.is_well, healthy.is_parked) == (True, True, False)
    look()
    assert receiver.told == [], "it is left alone for a while"
    later = timezone.now() + timedelta(seconds=caps.WEBHOOK_PARKED_SECONDS + 1)
    with time_machine.travel(later):
        look()
    assert len(receiver.told) == 1, "nothing of it is lost"


def test_r04_a_dead_worker_leaves_nothing_lying(
    ada: Agent, conversation: Conversation, receiver: Receiver
) -> None:
    from kundig.api.webhooks import queue

    webhook = hook(ada, receiver)
    note(conversation)
    wait_until_settled()
    jobs.tick(0)
    assert queue.claim(webhook, caps.WEBHOOK_BATCH)
    assert not queue.claim(webhook, caps.WEBHOOK_BATCH), "nobody sends it twice at once"
    look()
    assert receiver.told == []
    with time_machine.travel(timezone.now() + timedelta(seconds=caps.WEBHOOK_LEASE_SECONDS + 1)):
        look()
    assert len(receiver.told) == 1


def test_r04_switched_off_for_good_leaves_a_trace(
    ada: Agent, conversation: Conversation, receiver: Receiver
) -> None:
    webhook = hook(ada, receiver)
    receiver.status = 410
    note(conversation)
    look()
    webhook.refresh_from_db()
    assert (webhook.is_on, webhook.off_reason) == (False, "gone")
    note(conversation)
    look()
    assert len(receiver.told) == 1
    entry = AuditEntry.objects.get(kind="webhook.switched_off")
    assert (entry.actor_kind, entry.subject_id, entry.data) == (
        "system",
        webhook.pk,
        {"reason": "gone"},
    )
