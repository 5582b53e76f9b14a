"""merge, split, move messages: putting together what belongs together, always reversible."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.beside import keep_beside, must_stand_alone
from kundig.conversations.actions.follow import follow_along
from kundig.conversations.actions.row import rebuild_words, recount, settle_waiting
from kundig.conversations.models import (
    Conversation,
    ConversationLink,
    Message,
    Move,
    Relation,
    State,
)
from kundig.core import caps
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.customers.models import Customer

ARRANGE = permissions.ARRANGE


@action(
    "conversation.merge",
    _("Merge into another conversation"),
    needs=ARRANGE,
    icon="merge",
    locks=False,
)
def merge(conversation: Conversation, *, by: Actor, into: Conversation) -> Move:
    """Move all messages into `into` and close this conversation; undo with `undo_move`."""
    _lock_pair(conversation, into, by)
    if conversation == into:
        raise Refused(_("A conversation can’t be merged into itself."))
    if conversation.merged_into_id or into.merged_into_id:
        raise Refused(_("One of the conversations was merged already."))
    # Not the messages themselves: a long thread is many megabytes of HTML.
    ids = conversation.messages.values_list("pk", flat=True)
    move = _move(Move.Kind.MERGE, conversation, into, list(ids))
    if conversation.state in (State.OPEN, State.SNOOZED) and into.state != State.OPEN:
        into.state, into.back_because = State.OPEN, ""
        into.resolved_at = into.closed_at = into.snoozed_until = None
        into.save(
            update_fields=["state", "back_because", "resolved_at", "closed_at", "snoozed_until"]
        )
    conversation.merged_into = into
    conversation.state = State.CLOSED
    conversation.closed_at = now()
    conversation.waiting_since = conversation.snoozed_until = None
    conversation.save(
        update_fields=["merged_into", "state", "closed_at", "waiting_since", "snoozed_until"]
    )
    settle_waiting(into)
    follow_along(conversation, into)
    keep_beside(into)
    record(into, events.MERGED, by=by, source=conversation.pk, move=move.pk)
    record(conversation, events.MERGED_AWAY, by=by, target=into.pk, move=move.pk)
    return move


@action("conversation.split", _("Split off messages"), needs=ARRANGE, icon="split")
def split(
    conversation: Conversation, *, by: Actor, messages: Sequence[Message], subject: str = ""
) -> Conversation:
    """Open a new conversation with some of the messages and return it; undo with `undo_move`."""
    must_stand_alone(conversation)
    chosen = _chosen(conversation, messages)
    if len(chosen) >= conversation.messages.count():
        raise Refused(_("At least one message must stay."))
    target = Conversation.objects.create(
        customer=_customer_of(chosen, conversation),
        channel=conversation.channel,
        team=conversation.team,
        assignee=conversation.assignee,
        subject=one_line(subject, caps.SUBJECT_CHARS) or conversation.subject,
        language=conversation.language,
        priority=conversation.priority,
    )
    move = _move(Move.Kind.SPLIT, conversation, target, [message.pk for message in chosen])
    # The events of the split say so already.
    ConversationLink.objects.create(source=conversation, target=target, relation=Relation.RELATED)
    record(target, events.MESSAGES_CAME, by=by, source=conversation.pk, move=move.pk)
    record(conversation, events.SPLIT, by=by, target=target.pk, move=move.pk)
    return target


@action(
    "conversation.move_message",
    _("Move message"),
    needs=ARRANGE,
    icon="corner-up-right",
    locks=False,
)
def move_message(
    conversation: Conversation, *, by: Actor, message: Message, into: Conversation
) -> Move:
    """Move one message into another conversation; undo with `undo_move`."""
    _lock_pair(conversation, into, by)
    chosen = [one.pk for one in _chosen(conversation, [message])]
    if conversation == into:
        raise Refused(_("The message is already there."))
    if conversation.messages.count() < 2:
        raise Refused(_("At least one message must stay."))
    move = _move(Move.Kind.MOVE, conversation, into, chosen)
    record(into, events.MESSAGES_CAME, by=by, source=conversation.pk, move=move.pk)
    record(conversation, events.MESSAGES_LEFT, by=by, target=into.pk, move=move.pk)
    return move


@action("move.undo", _("Undo the move"), needs=ARRANGE, icon="undo-2")
def undo_move(move: Move, *, by: Actor) -> None:
    """Bring moved messages back to where they came from; twice changes nothing."""
    if move.undone_at is not None:
        return
    source, target = move.source, move.target
    _lock_pair(source, target, by)
    if target.merged_into_id is not None:
        # What came would be looked for here in vain, and stay where this one went.
        raise Refused(_("This conversation was merged into another one since: undo that first."))
    Message.objects.filter(pk__in=move.message_ids, conversation=target).update(conversation=source)
    if move.kind == Move.Kind.MERGE:
        source.merged_into = None
        # What was snoozed has nobody left to wake it: merging has forgotten until when.
        was_snoozed = move.source_state == State.SNOOZED
        source.state = State.OPEN if was_snoozed else move.source_state
        source.closed_at = source.closed_at if source.state == State.CLOSED else None
        source.save(update_fields=["merged_into", "state", "closed_at"])
        keep_beside(source)
    elif not target.messages.exists():
        target.state = State.CLOSED
        target.closed_at = now()
        target.waiting_since = None
        target.save(update_fields=["state", "closed_at", "waiting_since"])
    if move.kind == Move.Kind.SPLIT:
        source.links_out.filter(target=target, relation=Relation.RELATED).delete()
    _refresh(source, target)
    move.undone_at = now()
    move.save(update_fields=["undone_at"])
    for conversation in (source, target):
        record(conversation, events.MOVE_UNDONE, by=by, move=move.pk)


def _lock_pair(one: Conversation, other: Conversation, by: Actor) -> None:
    """Lock both in the order of their ids, whatever the direction, so that two merges can't deadlock."""
    for conversation in sorted((one, other), key=lambda c: c.pk):
        lock(conversation)
        if not by.may(ARRANGE, conversation):
            raise NotAllowed(_("You don’t have the right to do this."))


def _chosen(conversation: Conversation, messages: Sequence[Message]) -> list[Message]:
    ids = {message.pk for message in messages}
    found = conversation.messages.filter(pk__in=ids)
    chosen = list(found.select_related("customer").only("conversation", "customer"))
    if not chosen or len(chosen) != len(ids):
        raise Refused(_("Some of the messages don’t belong to this conversation."))
    return chosen


def _customer_of(messages: Sequence[Message], conversation: Conversation) -> Customer:
    for message in messages:
        if message.customer is not None:
            return message.customer
    return conversation.customer


def _move(
    kind: Move.Kind, source: Conversation, target: Conversation, message_ids: list[int]
) -> Move:
    must_stand_alone(source, target)
    move = Move.objects.create(
        kind=kind,
        source=source,
        target=target,
        message_ids=message_ids,
        source_state=source.state,
    )
    Message.objects.filter(pk__in=move.message_ids).update(conversation=target)
    _refresh(source, target)
    return move


def _refresh(*conversations: Conversation) -> None:
    for conversation in conversations:
        recount(conversation)
        settle_waiting(conversation)
        rebuild_words(conversation)
