"""What it means for conversations that two entries of a customer become one, and are taken apart again."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from kundig.conversations import actions
from kundig.conversations.events import CUSTOMER_MERGED, CUSTOMER_SEPARATED
from kundig.conversations.models import Conversation, Direction, Message
from kundig.core import caps
from kundig.core.actor import SYSTEM, Actor
from kundig.core.models import Event
from kundig.core.reactions import reaction
from kundig.customers.actions import address_key
from kundig.customers.merging import events
from kundig.customers.merging.belongings import Rows, came_later, moved_rows
from kundig.customers.merging.models import CustomerMerge, Merge
from kundig.customers.merging.same.look import answered_by
from kundig.customers.merging.telling import told_by
from kundig.customers.models import Address, Customer

# What each event of a customer means for their conversations.
_TOLD = {events.MERGED: CUSTOMER_MERGED, events.SEPARATED: CUSTOMER_SEPARATED}


def register() -> None:
    """Say what goes along with a person, and what of the later goes back with them."""
    came_later(CustomerMerge, written_since)
    told_by(Conversation, _conversations)
    answered_by(answered)


def written_since(merge: Merge) -> Rows:
    """Return what was written since the merge from addresses that go back: messages, and what they opened."""
    keys = set(moved_rows(merge, Address).values_list("key", flat=True))
    since = Message.objects.filter(
        customer=merge.target, direction=Direction.INBOUND, created_at__gte=merge.made_at
    )
    new = since.order_by("created_at", "pk").only("sender", "conversation")
    theirs = [one for one in new if address_key(str(one.sender.get("address", ""))) in keys]
    opened = Conversation.objects.filter(
        customer=merge.target,
        created_at__gte=merge.made_at,
        pk__in={one.conversation_id for one in theirs},
    )
    first: dict[int, int] = {}
    for one in new:
        first.setdefault(one.conversation_id, one.pk)
    written = {one.pk for one in theirs}
    return {
        Message._meta.label_lower: sorted(written),
        Conversation._meta.label_lower: [
            one.pk for one in opened.order_by("pk") if first[one.pk] in written
        ],
    }


def answered(customer: Customer) -> set[int]:
    """Return the other people who have written in this one's conversations, and in whose this one has."""
    inbound = Message.objects.filter(direction=Direction.INBOUND, withdrawn_at=None)
    in_own = inbound.filter(conversation__customer=customer).exclude(customer=customer)
    elsewhere = inbound.filter(customer=customer).exclude(conversation__customer=customer)
    others = {*in_own.values_list("customer", flat=True)[: caps.SIGN_SHARED]}
    others |= {*elsewhere.values_list("conversation__customer", flat=True)[: caps.SIGN_SHARED]}
    return {pk for pk in others if pk is not None}


@reaction(events.MERGED, events.SEPARATED)
def tell_conversations(event: Event) -> None:
    """Let the newest conversations of a merged or separated person say so, and open pages show the new one."""
    kind = _TOLD[event.kind]
    merge = CustomerMerge.objects.get(pk=event.data["merge"])
    newest = Conversation.objects.filter(customer=event.subject_id).order_by("-last_activity_at")
    rows = newest[: caps.MERGE_TOLD_CONVERSATIONS]
    told = Event.objects.filter(
        subject_kind="conversation",
        subject_id__in=[one.pk for one in rows],
        kind=kind,
        data__merge=merge.pk,
    )
    # The job may run twice.
    known = set(told.values_list("subject_id", flat=True))
    for conversation in rows:
        if conversation.pk not in known:
            actions.note_merge(
                conversation,
                by=Actor(event.actor_kind, event.actor_id, SYSTEM.grants),
                merge=merge.pk,
                separated=event.kind == events.SEPARATED,
            )


def _conversations(rows: QuerySet[Any], actor: Actor) -> str:
    visible = Conversation.objects.visible_to(actor).not_merged()
    number = visible.filter(pk__in=rows.values("pk")).count()
    if not number:
        return ""
    words = ngettext("%(number)s conversation", "%(number)s conversations", number)
    return words % {"number": number}
