"""block_sender, unblock: whose mail is spam. find_spam: what a channel takes for spam. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events
from kundig.conversations.actions.work import mark_spam
from kundig.conversations.models import (
    BlockedSender,
    Channel,
    ChannelAddress,
    Conversation,
    Direction,
    Message,
)
from kundig.conversations.permissions import RECEIVE, WORK
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.ahead import Question
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.customers.actions import is_public
from kundig.staff.models import Agent, Team
from kundig.staff.rights import limits


@action("conversation.block_sender", _("Block sender"), needs=WORK, icon="ban")
def block_sender(conversation: Conversation, *, by: Actor, whole_domain: bool = False) -> None:
    """Put the conversation into the spam view, and whatever its sender begins from now on.

    Whoever is limited to teams blocks for their channels alone, and no whole domain (NotAllowed).
    Refused for colleagues and ourselves, for the whole domain of a mail host that anybody may use
    or of a sender who is forged, and for a forged sender where the real one has written before.
    """
    message = _last_inbound(conversation)
    address = _address_of(message)
    domain = address.rpartition("@")[2]
    teams = _teams_of(by)
    if whole_domain:
        _must_be_blockable(domain, message, teams)
    _must_not_hit_the_real_one(message)
    if _is_ours(address, domain if whole_domain else ""):
        raise Refused(_("This address is one of ours."))
    value = f"@{domain}" if whole_domain else address
    made = [
        BlockedSender.objects.get_or_create(value=value, team=team, defaults={"blocked_at": now()})[
            1
        ]
        for team in teams
    ]
    if any(made):
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


# Somebody's address, and the team of the channel that they write to.
Sender = tuple[str, int | None]


def sender_at(sender: Mapping[str, Any], channel: Channel) -> Sender:
    """Return what `is_blocked` asks by: who a mail claims to be from, and for whose channel."""
    return str(sender.get("address", "")).strip().lower(), channel.team_id


@Question
def is_blocked(senders: Collection[Sender]) -> dict[Sender, bool]:
    """Which of these senders are blocked, themselves or by their domain, everywhere or for this team."""
    values = {(address, team): _blocked_as(address) for address, team in senders if address}
    named = {value for pair in values.values() for value in pair}
    rows = BlockedSender.objects.filter(value__in=named)
    found = set(rows.values_list("value", "team_id"))
    return {
        (address, team): any((value, where) in found for value in pair for where in (None, team))
        for (address, team), pair in values.items()
    }


def _blocked_as(address: str) -> tuple[str, str]:
    return address, f"@{address.rpartition('@')[2]}"


def _last_inbound(conversation: Conversation) -> Message | None:
    inbound = conversation.messages.filter(direction=Direction.INBOUND)
    return inbound.order_by("-created_at", "-pk").only("customer", "sender", "sender_check").first()


def _address_of(message: Message | None) -> str:
    address = str(message.sender.get("address", "")).strip().lower() if message else ""
    if "@" not in address:
        raise Refused(_("This conversation has no sender who could be blocked."))
    return address


def _teams_of(by: Actor) -> list[Team | None]:
    """For whose channels a block of this actor counts; None stands for all."""
    teams = limits(by)
    if teams is None:
        return [None]
    if not teams:
        raise Refused(_("You are in no team for which the sender could be blocked."))
    return list(Team.objects.filter(pk__in=teams))


def _must_be_blockable(domain: str, message: Message | None, teams: list[Team | None]) -> None:
    """A domain is many people's, and From is only a claim: few may block one, and not on a forger's word."""
    if None not in teams:
        raise NotAllowed(_("Only those who see all teams can block a whole domain."))
    if is_public(domain):
        raise Refused(_("Anybody may have an address at %(domain)s.") % {"domain": domain})
    if message is not None and message.sender_check == "failed":
        raise Refused(_("This sender is forged: blocking the domain would hit the real one."))


def _must_not_hit_the_real_one(message: Message | None) -> None:
    """Refuse to stop listening to a customer because somebody else has used their address."""
    if message is None or message.sender_check != "failed":
        return
    if Message.objects.filter(customer=message.customer_id, sender_check="proven").exists():
        raise Refused(
            _("This sender is forged: blocking would hit the real one. Mark it as spam instead.")
        )


def _is_ours(address: str, domain: str) -> bool:
    ours = {one.lower() for one in Channel.objects.values_list("address", flat=True)}
    ours |= {one.lower() for one in ChannelAddress.objects.values_list("address", flat=True)}
    ours |= {one.lower() for one in Agent.objects.values_list("email", flat=True)}
    return address in ours or (bool(domain) and any(one.endswith(f"@{domain}") for one in ours))
