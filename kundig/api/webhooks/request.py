"""Requests to a receiver, and what came back of them."""

from __future__ import annotations

import contextlib
import logging
import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass

from kundig.api.webhooks import signing
from kundig.api.webhooks.models import Webhook
from kundig.api.webhooks.scope import may_go_inside
from kundig.core import caps, secrets
from kundig.core.fetch import Answer
from kundig.core.kept_line import KeptLine
from kundig.core.outside import Unreachable
from kundig.core.text import one_line
from kundig.core.time import now

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of one request; no status: no answer came, or none that could be used."""

    seconds: float
    status: int | None = None
    # The beginning of the receiver's words.
    answer: str = ""
    # How long the receiver asked to be left in peace (RFC 9110, 10.2.3).
    asked_rest: float = 0

    @property
    def is_success(self) -> bool:
        """Tell whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


class Receiver:
    """Where a run's requests go, over lines that are kept. It asks the database nothing, so threads may share it."""

    def __init__(self, webhook: Webhook) -> None:
        """Read what all requests have in common. InvalidTag where a secret was sealed with another key."""
        self._name = webhook.pk
        self._address = webhook.address
        self._own_networks = may_go_inside(webhook)
        self._secrets = secrets_of(webhook)
        self._free: queue.SimpleQueue[KeptLine] = queue.SimpleQueue()

    def post(self, message_id: str, body: bytes) -> Outcome:
        """Send a body, signed, and return what came of it. Redirects are answers like others."""
        signed = signing.headers(message_id, now(), body, self._secrets)
        begun = time.perf_counter()
        try:
            with self._line() as line:
                answer = line.ask(
                    "POST",
                    {"Content-Type": "application/json", **signed},
                    body,
                    seconds=caps.WEBHOOK_SECONDS,
                    size=caps.WEBHOOK_ANSWER_BYTES,
                )
        except Unreachable as problem:
            # Why, stands in the log alone: nobody learns from here what the network inside looks like.
            log.info("webhook %s: %s", self._name, problem)
            return Outcome(time.perf_counter() - begun)
        seconds = time.perf_counter() - begun
        return Outcome(seconds, answer.status, _beginning(answer.content), _asked_rest(answer))

    def close(self) -> None:
        """Close all lines."""
        while not self._free.empty():
            self._free.get().close()

    @contextlib.contextmanager
    def _line(self) -> Iterator[KeptLine]:
        """Lend a line that nobody uses just now."""
        try:
            line = self._free.get_nowait()
        except queue.Empty:
            line = KeptLine(self._address, own_networks=self._own_networks)
        try:
            yield line
        finally:
            self._free.put(line)


def secrets_of(webhook: Webhook) -> list[str]:
    """Return the secrets that sign now, the newest first: two while receivers change over."""
    kept = [webhook.secret]
    if webhook.old_secret and webhook.old_until and webhook.old_until > now():
        kept.append(webhook.old_secret)
    return [secrets.reveal(secret) for secret in kept]


def _beginning(content: bytes) -> str:
    text = content[: caps.WEBHOOK_ANSWER_CHARS * 4].decode(errors="replace")
    return one_line(text, caps.WEBHOOK_ANSWER_CHARS)


def _asked_rest(answer: Answer) -> float:
    asked = (answer.headers.get("Retry-After") or "").strip()
    if answer.status not in (429, 503) or not (asked.isascii() and asked.isdigit()):
        return 0
    return float(min(int(asked[:9]), caps.WEBHOOK_ASKED_REST_SECONDS))
