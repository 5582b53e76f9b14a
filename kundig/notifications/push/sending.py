"""One push to one browser: what it says, and what its service answers (RFC 8030)."""

from __future__ import annotations

import json

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kundig.core import caps
from kundig.core.fetch import fetch
from kundig.core.time import now
from kundig.notifications.about import visible
from kundig.notifications.models import Bell, Notification, PushDevice
from kundig.notifications.push.encryption import encrypt, read
from kundig.notifications.push.identity import authorization
from kundig.notifications.quiet import is_quiet
from kundig.notifications.reading import lines
from kundig.staff.models import Agent
from kundig.staff.reading import as_read_by

# The service no longer knows the browser: it was thrown away, or took its permission back.
GONE = (404, 410)


class NotTaken(Exception):
    """The push service did not take it this time."""


def push(notification: Notification, device: PushDevice) -> None:
    """Send a push unless it is read, out of sight or quiet by now; forgets a browser that is gone.

    Raises NotTaken, or Unreachable where the service does not answer: to be tried again.
    """
    if not _is_wanted(notification, device.agent):
        return
    body = encrypt(_text(notification), to=read(device.key), auth=read(device.auth))
    headers = {
        "Authorization": authorization(device.endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(caps.PUSH_SECONDS),
        # What was not delivered yet is replaced by what is newer about the same thing.
        "Topic": f"n{notification.pk}",
    }
    answer = fetch(device.endpoint, method="POST", headers=headers, content=body)
    if answer.status in GONE:
        device.delete()
    elif 200 <= answer.status < 300:
        PushDevice.objects.filter(pk=device.pk).update(used_at=now())
    else:
        raise NotTaken(f"status {answer.status}")


def _is_wanted(notification: Notification, agent: Agent) -> bool:
    if notification.read_at is not None or not agent.is_active or notification.agent != agent:
        return False
    bell = Bell.objects.filter(agent=agent).first()
    if bell is not None and is_quiet(bell, now()):
        return False
    return agent.notifications.filter(visible(agent.actor), pk=notification.pk).exists()


def _text(notification: Notification) -> bytes:
    agent = notification.agent
    bell = Bell.objects.filter(agent=agent).first()
    with as_read_by(agent):
        says = bell is None or bell.says_subject
        words = lines([notification])[0].text if says else _("There is something new for you.")
    content = {
        "title": "Kundig",
        "body": words[: caps.PUSH_CHARS],
        "url": reverse("notification-from-push", args=[notification.pk]),
        "tag": f"notification-{notification.pk}",
        "lang": agent.language or settings.LANGUAGE_CODE,
    }
    return json.dumps(content, ensure_ascii=False).encode()
