"""Doing a call once, however often it is sent: the Idempotency-Key header."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kundig.api.errors import Failure
from kundig.api.models import IdempotencyKey
from kundig.core import caps
from kundig.staff.models import Agent

HEADER = "Idempotency-Key"
_FORM = re.compile(rf"[!-~]{{1,{caps.API_IDEMPOTENCY_KEY_CHARS}}}")


def once(
    request: HttpRequest, agent: Agent, content: bytes, run: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return what `run` answers, or what it answered when the same call came with the same key before.

    A second call at the same moment waits for the first. A failed call leaves nothing behind and may be
    sent again under its key. The same key with another call fails with 409.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return run()
    if not _FORM.fullmatch(key):
        raise Failure(400, "invalid", _("The idempotency key does not fit."))
    with transaction.atomic():
        entry = _entry(agent, key, _hash(request, content))
        if entry.status is not None:
            return HttpResponse(entry.body, status=entry.status, content_type="application/json")
        response = run()
        entry.status, entry.body = response.status_code, response.content.decode()
        entry.save(update_fields=["status", "body"])
        return response


def forget_old() -> int:
    """Delete keys older than a day and return how many they were."""
    before = timezone.now() - timedelta(hours=caps.API_IDEMPOTENCY_HOURS)
    return IdempotencyKey.objects.filter(created_at__lt=before).delete()[0]


def _entry(agent: Agent, key: str, call_hash: str) -> IdempotencyKey:
    fresh = IdempotencyKey(agent=agent, key=key, call_hash=call_hash)
    # Waits here while another call with this key is still under way.
    IdempotencyKey.objects.bulk_create([fresh], ignore_conflicts=True)
    entry = IdempotencyKey.objects.select_for_update().get(agent=agent, key=key)
    if entry.call_hash != call_hash:
        sentence = _("This idempotency key was used for another call.")
        raise Failure(409, "idempotency_key_reused", sentence)
    return entry


def _hash(request: HttpRequest, content: bytes) -> str:
    call = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(call + content).hexdigest()
