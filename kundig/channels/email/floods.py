"""Many mails of one sender within minutes become one conversation, not hundreds (a monitor that raves, a robot).

From can be forged, so mail of a proven sender and mail that only claims the same address are never put
together: a forger's flood would swallow what the real customer writes.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery

from kundig.channels.email.mime.mail import ParsedMail
from kundig.channels.email.senders.verdict import Verdict
from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, Direction, Message, State
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.prepared import Given, Prepared
from kundig.core.time import now
from kundig.customers.models import Customer

# Said on a message that was put into a flood's conversation.
GROUPED = "flood"

# Asked for each mail of somebody known, and hardly anybody has begun so many: as little as tells that.
_OF_LATE = Conversation.objects.filter(
    customer=Given("customer"),
    channel=Given("channel"),
    created_at__gte=Given("since", DateTimeField()),
)
_BEGUN = Prepared(lambda: _OF_LATE.only("pk")[: caps.FLOOD_CONVERSATIONS])


def conversation_of_flood(
    mail: ParsedMail, channel: Channel, customer: Customer, verdict: Verdict
) -> Conversation | None:
    """Return the newest conversation of a sender who began too many just now; None for everybody else.

    A form that writes for different people from one address names them in Reply-To: those stay apart.
    Where the sender is checked later, `verdict` is UNCHECKED, and `leave_flood` comes after it.
    """
    if customer.is_new:
        return None
    if any(one.address.lower() != mail.sender.address.lower() for one in mail.reply_to):
        return None
    since = now() - timedelta(seconds=caps.FLOOD_SECONDS)
    most = caps.FLOOD_CONVERSATIONS
    if len(_BEGUN.rows(customer=customer.pk, channel=channel.pk, since=since)) < most:
        return None
    is_proven = verdict == Verdict.PROVEN if verdict else None
    newest = _newest(is_proven).rows(customer=customer.pk, channel=channel.pk, since=since)
    if len(newest) < most:
        return None
    open_ones = (one for one in newest if one.state != State.CLOSED and one.merged_into_id is None)
    return next(open_ones, None)


def leave_flood(message: Message) -> None:
    """Give a message that was put into a flood's conversation one of its own where its sender proves to be another."""
    conversation = message.conversation
    if GROUPED not in message.warnings or message.sender_check == Verdict.UNCHECKED:
        return
    same = _begun_by(
        Conversation.objects.filter(pk=conversation.pk),
        is_proven=message.sender_check == Verdict.PROVEN,
    )
    if same.exists():
        return
    actions.split(conversation, by=SYSTEM, messages=[message], subject=message.subject)
    message.warnings = [one for one in message.warnings if one != GROUPED]
    message.save(update_fields=["warnings"])
    message.refresh_from_db(fields=["conversation"])


@cache
def _newest(is_proven: bool | None) -> Prepared[Conversation]:
    """The query for those that a sender has begun: proven ones, others, or None for all of them."""
    begun: QuerySet[Conversation] = _OF_LATE.order_by("-pk")
    if is_proven is not None:
        begun = _begun_by(begun, is_proven=is_proven)
    return Prepared(lambda: begun[: caps.FLOOD_CONVERSATIONS])


def _begun_by(conversations: QuerySet[Conversation], *, is_proven: bool) -> QuerySet[Conversation]:
    """Narrow to those whose first mail came from a proven sender, or not."""
    first = Message.objects.filter(conversation=OuterRef("pk"), direction=Direction.INBOUND)
    checks = first.order_by("created_at", "pk").values("sender_check")[:1]
    begun = conversations.annotate(begun_by=Subquery(checks))
    proven = {"begun_by": Verdict.PROVEN.value}
    return begun.filter(**proven) if is_proven else begun.exclude(**proven)
