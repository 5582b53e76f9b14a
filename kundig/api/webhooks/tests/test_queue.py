"""The queue of a webhook: when it is tried again, when it rests, when it is given up, and signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kundig.api.webhooks import actions, follow, jobs, signing
from kundig.api.webhooks.models import (
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryState,
)
from kundig.conversations import actions as heart
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests.receiver import SECRET, Receiver, receiving

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


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
def webhook(ada: Agent, receiver: Receiver) -> Webhook:
    """Ada's webhook."""
    given: dict[str, Any] = {"kinds": ["conversation.noted", "conversation.replied"]}
    return actions.make(
        by=ada.actor, name="Laden", address=receiver.address, secret=SECRET, **given
    )


def happen(webhook: Webhook, conversation: Conversation, text: str = "Notiz") -> WebhookDelivery:
    """Let something happen that the webhook tells of; returns its delivery."""
    heart.note(conversation, by=SYSTEM, text=text)
    event = Event.objects.latest("pk")
    follow.take(webhook, [event])
    return WebhookDelivery.objects.get(event=event)


def send(webhook: Webhook) -> None:
    """Send what is due."""
    jobs.send(webhook.pk)
    webhook.refresh_from_db()


def test_r04_a_delivery_is_tried_along_the_schedule_and_then_given_up(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    receiver.status = 500
    receiver.answer = b"<h1>Wartung</h1>\n"
    with time_machine.travel(NOON, tick=False) as clock:
        delivery = happen(webhook, conversation)
        for pause in caps.WEBHOOK_PAUSES_SECONDS:
            send(webhook)
            delivery.refresh_from_db()
            waits = (delivery.due_at - timezone.now()).total_seconds()
            assert pause <= waits <= pause * (1 + caps.WEBHOOK_JITTER)
            clock.shift(waits - 1)
            send(webhook)
            # The queue may rest longer than its shortest pause.
            clock.shift(max(1, caps.WEBHOOK_RESTS_SECONDS[-1] - waits))
        send(webhook)
        delivery.refresh_from_db()
        assert delivery.state == WebhookDeliveryState.FAILED
        clock.shift(timedelta(days=2))
        send(webhook)
    assert len(receiver.told) == len(caps.WEBHOOK_PAUSES_SECONDS) + 1
    assert receiver.ids == {delivery.message_id}, "one id in all attempts"
    attempt = WebhookAttempt.objects.latest("pk")
    assert (attempt.status, attempt.answer) == (500, "<h1>Wartung</h1>")
    assert webhook.is_on


def test_r04_what_one_receiver_refuses_holds_up_nothing_else_in_its_queue(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    receiver.status = 400
    refused = happen(webhook, conversation)
    send(webhook)
    receiver.status = 200
    taken = happen(webhook, conversation)
    send(webhook)
    refused.refresh_from_db()
    taken.refresh_from_db()
    assert (refused.state, taken.state) == ("waiting", "delivered")
    assert webhook.is_well


def test_r04_a_failing_receiver_is_left_in_peace(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    receiver.status = 503
    for _ in range(8):
        happen(webhook, conversation)
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False) as clock:
        send(webhook)
        immediate = caps.WEBHOOK_RESTS_SECONDS.count(0) + 1
        assert len(receiver.told) == immediate
        clock.shift(caps.WEBHOOK_RESTS_SECONDS[immediate - 1] + 1)
        send(webhook)
        assert len(receiver.told) == immediate + 1
        receiver.status = 200
        clock.shift(caps.WEBHOOK_RESTS_SECONDS[immediate] + 1)
        send(webhook)
    assert not WebhookDelivery.objects.exclude(state="delivered").exists()


def test_r04_a_receiver_that_asks_for_time_gets_it(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": "1200"}
    happen(webhook, conversation)
    send(webhook)
    assert webhook.rests_until is not None
    assert webhook.rests_until > timezone.now() + timedelta(seconds=1100)
    receiver.headers = {"Retry-After": "9" * 30}
    actions.test(webhook, by=SYSTEM)
    send(webhook)
    longest = timedelta(seconds=caps.WEBHOOK_ASKED_REST_SECONDS)
    assert webhook.rests_until <= timezone.now() + longest


def test_r04_gone_means_off(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    receiver.status = 410
    delivery = happen(webhook, conversation)
    send(webhook)
    delivery.refresh_from_db()
    assert (webhook.off_reason, delivery.state) == ("gone", "failed")
    with pytest.raises(Refused):
        actions.replay(delivery, by=SYSTEM)


def test_r04_five_days_without_success_mean_off(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    receiver.stop()
    with time_machine.travel(NOON, tick=False) as clock:
        for hours in (0, caps.WEBHOOK_FAILING_HOURS - 1):
            clock.move_to(NOON + timedelta(hours=hours))
            happen(webhook, conversation)
            send(webhook)
            assert webhook.is_on
        clock.shift(timedelta(hours=1))
        happen(webhook, conversation)
        send(webhook)
        assert webhook.off_reason == "failing"
        event = Event.objects.get(kind="webhook.switched_off")
        assert (event.actor_kind, event.data) == ("system", {"reason": "failing"})


def test_r04_for_a_day_after_the_change_both_secrets_sign(
    webhook: Webhook, receiver: Receiver
) -> None:
    fresh = signing.new_secret()
    with time_machine.travel(NOON, tick=False) as clock:
        actions.rotate(webhook, by=SYSTEM, secret=fresh)
        actions.test(webhook, by=SYSTEM)
        send(webhook)
        clock.shift(timedelta(hours=caps.WEBHOOK_OLD_SECRET_HOURS, seconds=1))
        actions.test(webhook, by=SYSTEM)
        send(webhook)
    first, second = receiver.told
    assert first.is_signed(SECRET)
    assert first.is_signed(fresh)
    assert second.is_signed(fresh)
    assert not second.is_signed(SECRET)
    assert first.payload["type"] == "webhook.test"
    assert first.payload["data"] == {}


def test_r04_what_was_given_up_is_sent_again_under_its_id(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    deliveries = [happen(webhook, conversation) for _ in range(3)]
    WebhookDelivery.objects.update(state=WebhookDeliveryState.FAILED, tries=8)
    send(webhook)
    assert receiver.told == []
    actions.replay(deliveries[0], by=SYSTEM)
    send(webhook)
    assert receiver.ids == {deliveries[0].message_id}
    actions.replay_failed(webhook, by=SYSTEM)
    actions.replay_failed(webhook, by=SYSTEM)
    send(webhook)
    assert [told.id for told in receiver.told] == [one.message_id for one in deliveries]
    actions.replay(deliveries[0], by=SYSTEM)
    send(webhook)
    assert len(receiver.told) == 4
    assert len(receiver.ids) == 3


def test_a_very_long_message_is_left_out_and_named(
    webhook: Webhook,
    conversation: Conversation,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caps, "WEBHOOK_BODY_BYTES", 5_000)
    happen(webhook, conversation, text="ä" * 5_000)
    send(webhook)
    data = receiver.told[0].payload["data"]
    assert "message" not in data
    assert data["event"]["data"]["message"]


def test_a_fault_of_ours_is_counted_and_does_not_hold_up_the_rest(
    webhook: Webhook, conversation: Conversation, receiver: Receiver, settings: Any
) -> None:
    happen(webhook, conversation)
    settings.ENCRYPTION_KEY = "another key"
    send(webhook)
    assert receiver.told == []
    assert WebhookAttempt.objects.get().status is None
    assert webhook.misses == 1


def test_an_event_of_a_later_version_is_left_for_that_and_no_fault_of_the_receiver(
    webhook: Webhook,
    conversation: Conversation,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
) -> None:
    strange, known = happen(webhook, conversation), happen(webhook, conversation)
    assert strange.event_id
    Event.objects.filter(pk=strange.event_id).update(kind="conversation.of_tomorrow")
    send(webhook)
    assert receiver.ids == {known.message_id}
    strange.refresh_from_db()
    assert (strange.state, strange.tries, webhook.misses) == ("waiting", 0, 0)
    assert strange.due_at > timezone.now()
    assert "not known here" in caplog.text
    Event.objects.filter(pk=strange.event_id).update(kind="conversation.noted")
    with time_machine.travel(timezone.now() + timedelta(seconds=caps.WEBHOOK_UNKNOWN_SECONDS + 1)):
        send(webhook)
    assert receiver.ids == {known.message_id, strange.message_id}


def test_many_go_side_by_side_over_few_lines_in_few_statements(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    waiting = [happen(webhook, conversation) for _ in range(60)]
    with CaptureQueriesContext(connection) as asked:
        send(webhook)
    assert {one.message_id for one in waiting} == receiver.ids
    assert len(receiver.told) == len(waiting)
    assert receiver.lines <= caps.WEBHOOK_IN_FLIGHT + 1
    assert len(asked) < len(waiting), "less than one statement a delivery"
    assert not WebhookDelivery.objects.exclude(state="delivered", tries=1).exists()
    assert WebhookAttempt.objects.count() == len(waiting)
    first = [told.id for told in receiver.told[: caps.WEBHOOK_IN_ORDER]]
    assert first == [one.message_id for one in waiting[: caps.WEBHOOK_IN_ORDER]]


def test_a_receiver_that_fails_amid_many_is_left_in_peace_and_gets_all_of_them_later(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    waiting = [happen(webhook, conversation) for _ in range(40)]
    receiver.fails_after = 20
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False) as clock:
        send(webhook)
        most = receiver.fails_after + caps.WEBHOOK_IN_FLIGHT + caps.WEBHOOK_RESTS_SECONDS.count(0)
        assert len(receiver.told) <= most
        assert webhook.misses == caps.WEBHOOK_RESTS_SECONDS.count(0) + 1
        receiver.fails_after = None
        clock.shift(timedelta(seconds=caps.WEBHOOK_RESTS_SECONDS[-1] + 1))
        send(webhook)
    assert {one.message_id for one in waiting} == receiver.ids
    assert not WebhookDelivery.objects.exclude(state="delivered").exists()


def test_a_receiver_that_hangs_up_between_two_requests_gets_the_next_over_a_new_line(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    receiver.hangs_up = True
    for _ in range(5):
        happen(webhook, conversation)
    send(webhook)
    assert (len(receiver.told), receiver.lines) == (5, 5)
    assert webhook.is_well


def test_the_same_event_is_told_once(webhook: Webhook, conversation: Conversation) -> None:
    happen(webhook, conversation)
    follow.take(webhook, Event.objects.filter(kind="conversation.noted"))
    assert WebhookDelivery.objects.count() == 1


def test_old_deliveries_are_forgotten(
    webhook: Webhook, conversation: Conversation, receiver: Receiver
) -> None:
    old, new = happen(webhook, conversation), happen(webhook, conversation)
    send(webhook)
    ago = timezone.now() - timedelta(days=caps.WEBHOOK_DAYS, seconds=1)
    WebhookDelivery.objects.filter(pk=old.pk).update(created_at=ago)
    jobs.forget_old(0)
    assert list(WebhookDelivery.objects.all()) == [new]
    assert WebhookAttempt.objects.get().delivery == new
