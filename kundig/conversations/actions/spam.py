"""block_sender, unblock: whose mail is spam. find_spam: what a channel takes for spam. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events
from kundig.conversations.actions.work import mark_spam
from kundig.conversations.models import BlockedSender, Channel, Conversation, Direction
from kundig.conversations.permissions import RECEIVE, WORK
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.ahead import Question
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.customers.mail_hosts import PUBLIC_MAIL_HOSTS
from kundig.customers.models import MailHost
from kundig.staff.models import Agent


@action("conversation.block_sender", _("Block sender"), needs=WORK, icon="ban")
def block_sender(conversation: Conversation, *, by: Actor, whole_domain: bool = False) -> None:
    """Put the conversation into the spam view, and whatever its sender begins from now on.

    Refused for colleagues and ourselves, and for the whole domain of a mail host that anybody may use.
    """
    address = _sender_of(conversation)
    domain = address.rpartition("@")[2]
    value = f"@{domain}" if whole_domain else address
    if whole_domain and _is_anybodys(domain):
        raise Refused(_("Anybody may have an address at %(domain)s.") % {"domain": domain})
    if _is_ours(address, domain if whole_domain else ""):
        raise Refused(_("This address is one of ours."))
    _blocked, is_new = BlockedSender.objects.get_or_create(
        value=value, defaults={"blocked_at": now()}
    )
    if is_new:
        record(conversation, events.SENDER_BLOCKED, by=by, sender=value)
    mark_spam(conversation, by=by)


@action("blockedsender.unblock", _("Unblock"), needs=WORK, icon="rotate-ccw", offered=False)
def unblock(blocked: BlockedSender, *, by: Actor) -> None:
    """Let a sender's mail in again; what is spam stays so until somebody says otherwise."""
    record(blocked, events.SENDER_UNBLOCKED, by=by, sender=blocked.value)
    blocked.delete()


@action("conversation.find_spam", _("Find spam"), needs=RECEIVE, icon="ban", offered=False)
def find_spam(
    conversation: Conversation,
    *,
    by: Actor,
    why: str,
    points: int = 0,
    limit: int = 0,
    certainty: int = 0,
    words: str = "",
) -> None:
    """Put a new conversation into the spam view and say why.

    "blocked" and "server" say all; "points" goes with `points` and `limit`, "learnt" with `certainty` and `words`.
    """
    if conversation.is_spam:
        return
    conversation.spam_at = now()
    conversation.save(update_fields=["spam_at"])
    match why:
        case "points":
            record(conversation, events.SPAM_SCORED, by=by, points=points, limit=limit)
        case "learnt":
            told = one_line(words, 200)
            record(conversation, events.SPAM_LEARNT, by=by, certainty=certainty, words=told)
        case _:
            record(conversation, events.SPAM_FOUND, by=by, why=why)


@Question
def is_blocked(addresses: Collection[str]) -> dict[str, bool]:
    """Which of these addresses are blocked, themselves or by their domain."""
    values = {address: _blocked_as(address) for address in addresses if address.strip()}
    named = {value for pair in values.values() for value in pair}
    found = set(BlockedSender.objects.filter(value__in=named).values_list("value", flat=True))
    return {address: not found.isdisjoint(pair) for address, pair in values.items()}


def _blocked_as(address: str) -> tuple[str, str]:
    address = address.strip().lower()
    return address, f"@{address.rpartition('@')[2]}"


def _sender_of(conversation: Conversation) -> str:
    inbound = conversation.messages.filter(direction=Direction.INBOUND)
    last = inbound.order_by("-created_at", "-pk").values_list("sender", flat=True).first() or {}
    address = str(last.get("address", "")).strip().lower()
    if "@" not in address:
        raise Refused(_("This conversation has no sender who could be blocked."))
    return address


def _is_anybodys(domain: str) -> bool:
    return domain in PUBLIC_MAIL_HOSTS or MailHost.objects.filter(name=domain).exists()


def _is_ours(address: str, domain: str) -> bool:
    ours = {one.lower() for one in Channel.objects.values_list("address", flat=True)}
    ours |= {one.lower() for one in Agent.objects.values_list("email", flat=True)}
    return address in ours or (bool(domain) and any(one.endswith(f"@{domain}") for one in ours))
