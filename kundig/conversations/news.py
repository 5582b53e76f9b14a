"""What has happened with a customer since somebody looked, on all channels: messages, answers of colleagues, notes.

What a page has shown is remembered as PostgreSQL's snapshot of that moment, its *mark*: unlike a time or a number it tells
exactly which transactions were visible then. Programs may name the newest message that they know instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models
from django.db.models import F, Func, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from kundig.conversations import events
from kundig.conversations.models import Conversation, Direction, Message
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import subject_kind
from kundig.core.models import Event, TransactionIdField

_KINDS = (events.RECEIVED, events.REPLIED, events.FORWARDED, events.NOTED)
_MARK = re.compile(r"\d{1,20}:\d{1,20}:[\d,]*", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d*", re.ASCII)


@dataclass(frozen=True)
class Arrival:
    """One message that its reader has not seen; `is_here` tells whether it stands in the conversation asked about."""

    message: Message
    is_here: bool

    @property
    def at(self) -> datetime:
        """Return when it came."""
        return self.message.created_at

    @property
    def icon(self) -> str:
        """Return the icon of its kind."""
        return _ICONS[Direction(self.message.direction)]


_ICONS = {Direction.INBOUND: "mail", Direction.OUTBOUND: "reply", Direction.NOTE: "lock"}


class Overtaken(Refused):
    """An answer was stopped: its author has not seen everything. `mark` is what they have seen once they know this."""

    def __init__(self, arrivals: list[Arrival], mark: str) -> None:
        super().__init__(_("Something has arrived meanwhile. Please look at it before you answer."))
        self.arrivals = arrivals
        self.mark = mark


def mark() -> str:
    """Return the mark of this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def must_be_mark(seen: str) -> None:
    """Refused for what is no mark of a page."""
    if len(seen) > caps.MARK_CHARS or not _MARK.fullmatch(seen):
        raise Refused(_("This does not tell what was seen; please load the page anew."))


def must_have_seen(conversation: Conversation, seen: str, by: Actor) -> None:
    """Overtaken where something has arrived that `by` has not seen; call it with the conversation locked."""
    # Before asking, so that nothing can fall between.
    here = mark()
    found = arrivals(conversation, seen, by)
    if found:
        raise Overtaken(found, here)


def arrivals(conversation: Conversation, seen: str, by: Actor) -> list[Arrival]:
    """Return what came since `seen` with the customer of a conversation, the oldest first, as far as `by` may see it.

    `seen` is a mark or the id of a message; Refused for anything else. What `by` has written is none.
    """
    visible = Conversation.objects.visible_to(by).filter(customer=conversation.customer_id)
    happened = Event.objects.filter(
        _since(seen),
        subject_kind=subject_kind(Conversation),
        subject_id__in=visible.values("pk"),
        kind__in=_KINDS,
    ).exclude(actor_kind=by.kind, actor_id=by.id)
    ids = happened.order_by("-pk").values_list(KT("data__message"), flat=True)
    newest = [int(id) for id in ids[: caps.ARRIVALS_SHOWN] if id]
    if not newest:
        return []
    rows = Message.objects.filter(pk__in=newest, withdrawn_at=None)
    found = rows.select_related("conversation", "customer", "agent").order_by("created_at", "pk")
    return [Arrival(one, one.conversation_id == conversation.pk) for one in found]


def _since(seen: str) -> Q:
    if len(seen) <= caps.ID_DIGITS and _NUMBER.fullmatch(seen):
        number = Cast(KT("data__message"), models.BigIntegerField())
        return Q(_GreaterThan(number, Value(int(seen))))
    must_be_mark(seen)
    oldest = Func(
        Value(seen),
        template="pg_snapshot_xmin(%(expressions)s::pg_snapshot)",
        output_field=TransactionIdField(),
    )
    was_visible = Func(
        F("tx"),
        Value(seen),
        template="pg_visible_in_snapshot(%(expressions)s::pg_snapshot)",
        output_field=models.BooleanField(),
    )
    # The first half is what the index finds.
    return Q(tx__gte=oldest) & ~Q(was_visible)


class _GreaterThan(Func):
    template = "(%(expressions)s)"
    arg_joiner = " > "
    output_field = models.BooleanField()
