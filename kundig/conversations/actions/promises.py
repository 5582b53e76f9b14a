"""promise, accept_promise, keep_promise, drop_promise and what the clock does: what customers were promised."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.models import Conversation, Message, Promise
from kundig.conversations.promises import find_promises
from kundig.core import caps
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now


@action("conversation.promise", _("Set a promise"), needs=permissions.REPLY, icon="calendar-clock")
def promise(conversation: Conversation, *, by: Actor, due_at: datetime, words: str = "") -> Promise:
    """Note that something was promised to the customer by a moment; refused for one in the past or too far ahead."""
    if not now() < due_at <= now() + timedelta(days=caps.PROMISE_DAYS):
        raise Refused(_("A promise needs a moment that lies ahead, within a year."))
    if conversation.promises.running().count() >= caps.PROMISES:
        raise Refused(_("Too many promises run in this conversation already."))
    made = Promise.objects.create(
        conversation=conversation,
        agent_id=by.id if by.kind == "agent" else None,
        words=one_line(words, 300),
        due_at=due_at,
        accepted_at=now(),
    )
    _note_soonest(conversation)
    record(conversation, events.PROMISED, by=by, due=due_at.isoformat(), words=made.words)
    return made


@action(
    "message.read_promises",
    _("Read promises"),
    needs=permissions.DELIVER,
    icon="calendar-clock",
    offered=False,
    locks=False,
)
def read_promises(message: Message, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # the wrapper asks for it
    """Offer what an answer promises, and count what was promised before it as kept; `at` is when it was written,
    in its author's zone. Nothing where it was withdrawn.
    """
    conversation = message.conversation
    lock(conversation)
    lock(message)
    if message.withdrawn_at is not None:
        return
    conversation.promises.running().filter(made_at__lt=message.created_at).update(kept_at=now())
    conversation.promises.offered().exclude(message=message).delete()
    found = list(find_promises(message.text, at))[: caps.PROMISES]
    for one in found:
        Promise.objects.get_or_create(
            message=message,
            due_at=one.due_at,
            defaults={
                "conversation": conversation,
                "agent_id": message.agent_id,
                "words": one_line(one.words, 300),
                "made_at": message.created_at,
            },
        )
    _note_soonest(conversation)


@action(
    "promise.accept",
    _("Stand by this promise"),
    needs=permissions.REPLY,
    icon="calendar-clock",
    locks=False,
)
def accept_promise(promise: Promise, *, by: Actor) -> None:
    """Let the clock of a promise run that was read in an answer."""
    conversation = _lock(promise)
    if promise.accepted_at is None:
        promise.accepted_at = now()
        promise.save(update_fields=["accepted_at"])
        _note_soonest(conversation)
        due = promise.due_at.isoformat()
        record(conversation, events.PROMISED, by=by, due=due, words=promise.words)


@action("promise.keep", _("Mark as kept"), needs=permissions.REPLY, icon="check", locks=False)
def keep_promise(promise: Promise, *, by: Actor) -> None:
    """Note that a promise is kept; one that was broken before stays broken, and is kept late."""
    conversation = _lock(promise)
    if promise.accepted_at is not None and promise.kept_at is None:
        promise.kept_at = now()
        promise.save(update_fields=["kept_at"])
        _note_soonest(conversation)
        record(conversation, events.PROMISE_KEPT, by=by, words=promise.words)


@action("promise.drop", _("This is no promise"), needs=permissions.REPLY, icon="x", locks=False)
def drop_promise(promise: Promise, *, by: Actor) -> None:
    """Forget a promise that was none; refused once it was kept or broken."""
    conversation = _lock(promise)
    if promise.kept_at or promise.broken_at:
        raise Refused(_("A promise that was kept or broken stays noted."))
    was_running, words = promise.accepted_at is not None, promise.words
    promise.delete()
    _note_soonest(conversation)
    if was_running:
        record(conversation, events.PROMISE_DROPPED, by=by, words=words)


@action(
    "promise.watch",
    _("Watch a promise"),
    needs=permissions.DELIVER,
    icon="clock",
    offered=False,
    locks=False,
)
def watch_promise(promise: Promise, *, by: Actor) -> None:
    """Warn before a promise breaks, and note when it has; nothing where it was kept meanwhile."""
    conversation = _lock(promise)
    if promise.accepted_at is None or promise.kept_at or promise.broken_at:
        return
    if promise.due_at <= now():
        promise.broken_at = now()
        promise.save(update_fields=["broken_at"])
        record(conversation, events.PROMISE_BROKEN, by=by, words=promise.words)
    elif promise.warned_at is None:
        promise.warned_at = now()
        promise.save(update_fields=["warned_at"])
        due = promise.due_at.isoformat()
        record(conversation, events.PROMISE_DUE, by=by, due=due, words=promise.words)


def _note_soonest(conversation: Conversation) -> None:
    """Keep on the row when the next promise is due, for the lists; a broken one that is not kept counts, too."""
    rows = conversation.promises.filter(accepted_at__isnull=False, kept_at=None)
    soonest = rows.order_by("due_at").values_list("due_at", flat=True).first()
    if conversation.promised_until != soonest:
        conversation.promised_until = soonest
        conversation.save(update_fields=["promised_until"])


def _lock(promise: Promise) -> Conversation:
    """Lock the conversation, then the promise; Refused where it is gone."""
    conversation = promise.conversation
    lock(conversation)
    try:
        lock(promise)
    except Promise.DoesNotExist:
        raise Refused(_("This promise is no longer noted.")) from None
    promise.conversation = conversation
    return conversation
