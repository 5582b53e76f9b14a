"""A run: what is due for one webhook goes out for some seconds, first one by one, then side by side.

The first few go one after the other: a receiver that is away costs one request at a time, and what is little
arrives in its order. Once it has taken these, batches are fetched, and several are on their way at once.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import InterfaceError, OperationalError

from kundig.api.webhooks import queue
from kundig.api.webhooks.models import Webhook, WebhookDelivery
from kundig.api.webhooks.payload import bodies_of
from kundig.api.webhooks.request import Outcome, Receiver
from kundig.core import caps

log = logging.getLogger(__name__)

# What a worker of ours can't help: everybody waits for the database.
AWAY = (OperationalError, InterfaceError)


def run(webhook: Webhook) -> None:
    """Send what is due for one webhook, for a while; what is left the next look finds again.

    In no transaction: a slow receiver would hold up all readers of the log.
    """
    until = time.monotonic() + caps.WEBHOOK_RUN_SECONDS
    taken = 0
    with contextlib.ExitStack() as opened:
        receiver = _receiver(webhook, opened)
        pool = opened.enter_context(ThreadPoolExecutor(caps.WEBHOOK_IN_FLIGHT))
        while time.monotonic() < until:
            is_well = taken >= caps.WEBHOOK_IN_ORDER
            number = caps.WEBHOOK_BATCH if is_well else caps.WEBHOOK_IN_ORDER
            claimed = queue.claim(webhook, number)
            if not claimed:
                return
            batch = Batch(claimed, _bodies(webhook, claimed), receiver, until)
            batch.send(pool, caps.WEBHOOK_IN_FLIGHT if is_well else 1)
            batch.settle(webhook)
            taken = 0 if batch.has_missed else taken + len(batch.tried)


class Batch:
    """Some deliveries on their way: those that wait for their turn, and what became of the others."""

    def __init__(
        self,
        claimed: list[WebhookDelivery],
        bodies: dict[int, bytes | None],
        receiver: Receiver | None,
        until: float,
    ) -> None:
        self._unknown = [one for one in claimed if one.pk not in bodies]
        self._withheld = [one for one in claimed if bodies.get(one.pk, b"") is None]
        self._waiting = deque(
            (one, body) for one in claimed if (body := bodies.get(one.pk)) is not None
        )
        self._receiver = receiver
        self._until = until
        self.tried: list[queue.Tried] = []
        self.has_missed = False

    def send(self, pool: ThreadPoolExecutor, side_by_side: int) -> None:
        """Send until all are sent, one was not taken, or the time is over."""
        if side_by_side == 1:
            self._send_some()
            return
        for lane in [pool.submit(self._send_some) for _ in range(side_by_side)]:
            lane.result()

    def settle(self, webhook: Webhook) -> None:
        """Write down what became of them; what was not sent is due as before."""
        queue.settle(webhook, self.tried)
        queue.withhold(self._withheld)
        queue.leave(self._unknown)
        queue.release([delivery for delivery, _ in self._waiting])

    def _send_some(self) -> None:
        """One lane's share. It asks the database nothing."""
        while not self.has_missed and not (self.tried and time.monotonic() >= self._until):
            try:
                delivery, body = self._waiting.popleft()
            except IndexError:
                return
            outcome = self._post(delivery, body)
            self.tried.append((delivery, outcome))
            self.has_missed = self.has_missed or not outcome.is_success

    def _post(self, delivery: WebhookDelivery, body: bytes) -> Outcome:
        if self._receiver is None or not body:
            return Outcome(0)
        try:
            return self._receiver.post(delivery.message_id, body)
        except Exception:
            # A bug of ours: logged as one, and counted, or it would be tried for ever.
            log.exception("webhook delivery %s could not be sent", delivery.pk)
            return Outcome(0)


def _receiver(webhook: Webhook, opened: contextlib.ExitStack) -> Receiver | None:
    """The receiver with its lines; None where not even the first request can be made, which is counted."""
    try:
        receiver = Receiver(webhook)
    except AWAY:
        raise
    except Exception:
        log.exception("webhook %s: its requests could not be made", webhook.pk)
        return None
    opened.callback(receiver.close)
    return receiver


def _bodies(webhook: Webhook, claimed: Iterable[WebhookDelivery]) -> dict[int, bytes | None]:
    """The bodies of some deliveries; where one breaks it, each by itself, and an empty one for that."""
    several = list(claimed)
    try:
        return bodies_of(webhook, several)
    except AWAY:
        raise
    except Exception:
        if len(several) > 1:
            return {pk: body for one in several for pk, body in _bodies(webhook, [one]).items()}
        log.exception("webhook delivery %s could not be written", several[0].pk)
        return {several[0].pk: b""}
