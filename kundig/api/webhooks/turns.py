"""Who may send now: one job for each webhook, few at once, and of the failing and slow ones a single one.

So receivers that take half a minute to fail hold up one thread in all, and neither mail nor other webhooks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, connection

from kundig.api.webhooks.models import Webhook
from kundig.core import caps

# The first half of PostgreSQL's advisory locks of this kind; they end with their connection, so a killed
# worker holds none. The second half is a webhook, or below zero a turn.
_SENDING = 0x6B6D7768
_ASIDE = -1
_TURNS = range(-1 - caps.WEBHOOK_TURNS, -1)


@contextlib.contextmanager
def turn(webhook: Webhook) -> Iterator[bool]:
    """Take a turn for the webhook, if one is free; yields whether it was."""
    turns = _TURNS if webhook.is_well and not webhook.is_slow else [_ASIDE]
    with contextlib.ExitStack() as held:
        is_free = held.enter_context(_lock(webhook.pk % 2_147_483_647)) and any(
            held.enter_context(_lock(number)) for number in turns
        )
        yield is_free


@contextlib.contextmanager
def _lock(number: int) -> Iterator[bool]:
    key = [_SENDING, number]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        (is_got,) = cursor.fetchone()
    try:
        yield is_got
    finally:
        if is_got:
            with contextlib.suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
