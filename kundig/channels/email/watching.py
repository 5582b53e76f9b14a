"""Watching over the mailboxes: whoever looks after them is told once when one fails or falls silent, and when it is well again."""

from __future__ import annotations

import functools
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from kundig.channels.email import events
from kundig.channels.email.health import quiet_since
from kundig.channels.email.models import Mailbox
from kundig.channels.permissions import MANAGE
from kundig.core import caps
from kundig.core.actor import SYSTEM, Actor
from kundig.core.events import record
from kundig.core.prepared import KINDS_OF_GRANTS, Prepared
from kundig.core.time import now
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent


def watch() -> None:
    """Look at every open mailbox."""
    for mailbox in Mailbox.objects.select_related("channel").filter(channel__closed_at=None):
        with transaction.atomic():
            # The row is held: two that watch tell once.
            watch_one(Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk))


def watch_one(mailbox: Mailbox) -> None:
    """Tell what is new about one mailbox; call it with the row locked."""
    at = now()
    was_told = bool(mailbox.failure_told_at or mailbox.silence_told_at)
    failing = _fails_for_long(mailbox)
    if failing and not mailbox.failure_told_at:
        record(mailbox, events.FETCHING_FAILED, by=SYSTEM, reason=mailbox.fetch_error)
    mailbox.failure_told_at = (mailbox.failure_told_at or at) if failing else None
    since = quiet_since(mailbox)
    if since is not None and not mailbox.silence_told_at:
        hours = int((at - since).total_seconds() // 3_600)
        record(mailbox, events.FELL_SILENT, by=SYSTEM, hours=hours)
    mailbox.silence_told_at = (mailbox.silence_told_at or at) if since else None
    if was_told and not (failing or since):
        record(mailbox, events.RECOVERED, by=SYSTEM)
    mailbox.save(update_fields=["failure_told_at", "silence_told_at"])


def _fails_for_long(mailbox: Mailbox) -> bool:
    if not mailbox.fetches or mailbox.failing_since is None:
        return False
    return now() - mailbox.failing_since > timedelta(seconds=caps.FAILING_SECONDS)


def troubled_for(agent: Agent) -> int:
    """Return how many mailboxes this agent should look after; asks nothing for those who may not."""
    if not agent.may(MANAGE):
        return 0
    return len(_troubled_within(agent.grants.impersonal).rows())


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _troubled_within(grants: AgentGrants) -> Prepared[Mailbox]:
    visible = Mailbox.objects.visible_to(Actor("agent", grants=grants))
    return Prepared(lambda: _troubled(visible).only("pk"))


def troubled(mailboxes: QuerySet[Mailbox]) -> int:
    """Return of how many open ones of these mailboxes somebody was told."""
    return _troubled(mailboxes).count()


def _troubled(mailboxes: QuerySet[Mailbox]) -> QuerySet[Mailbox]:
    told = mailboxes.filter(channel__closed_at=None)
    return told.exclude(failure_told_at=None, silence_told_at=None)
