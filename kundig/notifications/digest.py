"""The digest: one mail with what somebody has not read, in their language, through Kundig's own post."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from kundig.core import caps, post
from kundig.core.links import absolute
from kundig.notifications.about import visible
from kundig.notifications.models import Bell, Notification
from kundig.notifications.reading import lines
from kundig.staff.reading import as_read_by


def with_something() -> QuerySet[Bell]:
    """Return the bells for which something waits to be mailed."""
    waiting = Notification.objects.filter(read_at=None, mailed_at=None, by_mail=True)
    return Bell.objects.filter(pk__in=waiting.values("agent")).select_related("agent__role")


def waiting(bell: Bell, at: datetime) -> QuerySet[Notification]:
    """Return what the digest would hold: unread for a while, not mailed yet, and visible to the agent now."""
    before = at - timedelta(seconds=caps.DIGEST_PATIENCE_SECONDS)
    found = bell.agent.notifications.filter(
        visible(bell.agent.actor), read_at=None, mailed_at=None, by_mail=True, at__lte=before
    )
    return found.select_related("event").order_by("-at", "-pk")[: caps.DIGEST_ROWS]


def send(bell: Bell, found: Iterable[Notification]) -> bool:
    """Hand the mail to Kundig's post, inside the running transaction; tells whether it will be sent."""
    agent = bell.agent
    with as_read_by(agent):
        shown = lines(list(found))
        subject = ngettext(
            "%(count)s unread notification", "%(count)s unread notifications", len(shown)
        ) % {"count": len(shown)}
        values = {
            "agent": agent,
            "lines": shown if bell.says_subject else [],
            "count": len(shown),
            "link": absolute(reverse("notifications")),
            "settings": absolute(reverse("own-notifications")),
        }
        text = render_to_string("notifications/letters/digest.txt", values).strip() + "\n"
        return post.send(agent.email, subject, text)
