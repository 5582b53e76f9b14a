"""The long forms of what other tests prove in short: `KUNDIG_TEST_LONG=1`, some minutes each, with figures on `-s`."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from kundig.api.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookDeliveryState
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.events import record
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests.receiver import SECRET, receiving
from tests.server import Server
from tests.test_mail_services import check
from tests.test_webhooks import hook, look, note

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not os.environ.get("KUNDIG_TEST_LONG"), reason="the long forms want KUNDIG_TEST_LONG=1"
    ),
]

# Of the outage: how long it lasts, how often is looked, and how many events there are in all.
OUTAGE = timedelta(hours=8)
STEPS = 16
EVENTS = 20_000
# The log is read below the oldest running transaction: one of PostgreSQL's own may cost a look.
LOOKS = 20


def test_r04_twenty_thousand_events_wait_for_a_receiver_that_is_down_for_hours(
    ada: Agent, conversation: Conversation, kofi: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "WEBHOOK_RUN_SECONDS", 600.0)
    with receiving() as receiver, receiving() as other:
        dead, healthy = hook(ada, receiver, kinds=["customer.made"]), hook(ada, other)
        receiver.stop()
        with time_machine.travel(datetime(2026, 11, 23, 8, tzinfo=UTC), tick=False) as clock:
            for step in range(STEPS):
                with transaction.atomic():
                    for _ in range(EVENTS // STEPS):
                        record(kofi, "customer.made", by=SYSTEM)
                note(conversation)
                for _ in range(LOOKS):
                    look()
                    if len(other.told) == step + 1:
                        break
                assert len(other.told) == step + 1, "the healthy one has it at once"
                clock.shift(OUTAGE / STEPS)
            tried = WebhookAttempt.objects.filter(delivery__webhook=dead).count()
            assert WebhookDelivery.objects.filter(webhook=dead).count() == EVENTS
            receiver.start()
            began, worked = time.perf_counter(), time.process_time()
            while WebhookDelivery.objects.filter(state=WebhookDeliveryState.WAITING).exists():
                clock.shift(timedelta(seconds=2))
                look()
            took, worked = time.perf_counter() - began, time.process_time() - worked
    events = [told.payload["data"]["event"]["id"] for told in receiver.told]
    sys.stdout.write(
        f"{EVENTS} in {took:.0f} s ({worked:.0f} s of processor time), {tried} attempts before\n"
    )
    assert len(events) == len(set(events)) == len(receiver.ids) == EVENTS
    assert all(told.is_signed(SECRET) for told in receiver.told)
    delivered = WebhookDelivery.objects.filter(state=WebhookDeliveryState.DELIVERED)
    assert delivered.count() == EVENTS + STEPS
    healthy.refresh_from_db()
    assert healthy.is_well


def test_r06_a_thousand_webhooks_fifty_times_in_parallel_are_a_thousand_messages(
    server: Server,
) -> None:
    check(server, webhooks=1_000, times=50)
