"""What programs were told of people: answers that are kept for repeated calls, and what receivers of webhooks said."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from kundig.api.models import IdempotencyKey
from kundig.api.webhooks.models import WebhookAttempt
from kundig.customers.erasing.erasers import Person


def erase_answers(person: Person) -> Iterator[None]:
    """Take out what names the person; that a call was answered stays known, so that it is not done twice."""
    with transaction.atomic():
        IdempotencyKey.objects.filter(person.named_in("body")).update(body="{}")
        WebhookAttempt.objects.filter(person.named_in("answer")).update(answer="")
    yield
