"""Many mails of one sender within minutes become one conversation, not hundreds (a monitor that raves, a robot)."""

from __future__ import annotations

from datetime import timedelta

from kundig.channels.email.mime.mail import ParsedMail
from kundig.conversations.models import Channel, Conversation, State
from kundig.core import caps
from kundig.core.time import now
from kundig.customers.models import Customer


def conversation_of_flood(
    mail: ParsedMail, channel: Channel, customer: Customer
) -> Conversation | None:
    """Return the newest conversation of a sender who began too many just now; None for everybody else.

    A form that writes for different people from one address names them in Reply-To: those stay apart.
    """
    if any(one.address.lower() != mail.sender.address.lower() for one in mail.reply_to):
        return None
    since = now() - timedelta(seconds=caps.FLOOD_SECONDS)
    begun = Conversation.objects.filter(customer=customer, channel=channel, created_at__gte=since)
    newest = list(begun.order_by("-pk")[: caps.FLOOD_CONVERSATIONS])
    if len(newest) < caps.FLOOD_CONVERSATIONS:
        return None
    return next(
        (one for one in newest if one.state != State.CLOSED and not one.merged_into_id), None
    )
