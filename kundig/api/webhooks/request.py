"""One request to a receiver, and what came back of it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from kundig.api.webhooks import signing
from kundig.api.webhooks.models import Webhook, WebhookDelivery
from kundig.api.webhooks.scope import may_go_inside
from kundig.core import caps, secrets
from kundig.core.fetch import Answer, fetch
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


def post(delivery: WebhookDelivery, body: bytes) -> Outcome:
    """Send a delivery's body, signed, and return what came of it. Redirects are answers like others."""
    webhook = delivery.webhook
    signed = signing.headers(delivery.message_id, now(), body, secrets_of(webhook))
    begun = time.perf_counter()
    try:
        answer = fetch(
            webhook.address,
            method="POST",
            headers={"Content-Type": "application/json", **signed},
            content=body,
            own_networks=may_go_inside(webhook),
            seconds=caps.WEBHOOK_SECONDS,
            size=caps.WEBHOOK_ANSWER_BYTES,
        )
    except Unreachable as problem:
        # Why, stands in the log alone: nobody learns from here what the network inside looks like.
        log.info("webhook %s: %s", webhook.pk, problem)
        return Outcome(time.perf_counter() - begun)
    return Outcome(
        time.perf_counter() - begun, answer.status, _beginning(answer.content), _asked_rest(answer)
    )


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
