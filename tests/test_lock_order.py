"""Locks are taken in one order, so that nobody waits for somebody who waits for them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from kundig.conversations import actions
from kundig.conversations.models import Conversation, Message
from kundig.core.actions import lock
from kundig.core.actor import SYSTEM
from kundig.staff.models import Agent

# One waits for the transaction that has the row.
WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for_a_waiter() -> None:
    """Return once another connection waits for a lock."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(WAITERS)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


VERBS: list[Callable[[Message], None]] = [
    lambda message: actions.withdraw(message, by=SYSTEM),
    lambda message: actions.retry(message, by=SYSTEM),
    lambda message: actions.mark_failed(message, by=SYSTEM, reason="550"),
]


@pytest.mark.parametrize("verb", VERBS)
def test_whoever_moves_messages_meets_no_one_who_has_them(
    conversation: Conversation, anna: Agent, verb: Callable[[Message], None]
) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Antwort")

    def act() -> None:
        try:
            verb(Message.objects.get(pk=message.pk))
        finally:
            connection.close()

    other = threading.Thread(target=act)
    with transaction.atomic():
        lock(conversation)
        other.start()
        wait_for_a_waiter()
        # What a merge does next. With the locks the other way round this raises OperationalError.
        Message.objects.select_for_update(nowait=True).get(pk=message.pk)
    other.join(10)
    assert not other.is_alive()
