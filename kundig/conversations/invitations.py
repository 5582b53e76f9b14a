"""Invitations: whether one can be answered, from which of our addresses, and what has been answered already.

A later invitation or cancellation of the same appointment takes an earlier one's place (RFC 5546, 2.1.4 and 3.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Channel, Conversation, DeliveryState, Direction, Message
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.mail_address import is_mail_address

Card = dict[str, Any]


class Participation(models.TextChoices):
    """What an invitation is answered with, in the words of RFC 5545, 3.2.12."""

    ACCEPTED = "accepted", _("We’ll attend")
    TENTATIVE = "tentative", _("We may attend")
    DECLINED = "declined", _("We can’t attend")


@dataclass(frozen=True)
class Standing:
    """How an invitation stands: it is open to be answered unless a later one took its place.

    `answer` is what we answered last, "" where nobody has; `organizer` is who gets to know it. `elsewhere` is
    the newest message of another conversation that says something else of the appointment: a hint for the
    reader alone, because whoever was invited knows enough to write such a mail.
    """

    is_open: bool
    answer: str
    organizer: str
    elsewhere: Message | None = None


def invitation_in(message: Message) -> Card | None:
    """Return the first appointment that a message from outside invites to; None where there is none to answer."""
    if not message.is_inbound or message.withdrawn_at is not None:
        return None
    return next((card for card in message.cards if _invites(card)), None)


def standings(messages: Iterable[Message], reader: Actor | None = None) -> dict[int, Standing]:
    """Return how the invitations in these messages stand, by message: one query, none where there are none.

    One more with a `reader`: then what this one sees of other conversations is looked through as well.
    """
    inviting = {message: card for message in messages if (card := invitation_in(message))}
    if not inviting:
        return {}
    others = _with_cards({message.conversation_id for message in inviting})
    same = _same_appointments(inviting.values(), reader) if reader else []
    return {
        message.pk: replace(
            _standing(message, card, others[message.conversation_id]),
            elsewhere=_newest_elsewhere(message, card, same),
        )
        for message, card in inviting.items()
    }


def last_answer(message: Message) -> Message | None:
    """Return the answer of ours that stands for the invitation in a message; None where there is none."""
    card = invitation_in(message)
    if card is None:
        return None
    return _last_answer(card, _with_cards({message.conversation_id})[message.conversation_id])


def answers_invitation(message: Message) -> bool:
    """Tell whether a message of ours answers an invitation."""
    return not message.is_inbound and any(card.get("method") == "reply" for card in message.cards)


def can_be_revised(message: Message) -> bool:
    """Tell whether a message of ours is somebody's own words, which they can write anew."""
    return not message.forwards and not answers_invitation(message)


def invited_address(channel: Channel, message: Message, card: Card) -> str:
    """Return the address of ours that was invited: as an attendee, else as who got the mail, else the channel's own."""
    ours = {address.lower(): address for address in channel.senders()}
    named = [one["person"]["address"] for one in card["attendees"]]
    named += [str(person.get("address", "")) for person in (*message.to, *message.cc)]
    return next((ours[one.lower()] for one in named if one.lower() in ours), channel.address)


def reply_card(card: Card, address: str, answer: Participation) -> Card:
    """Return the card of our answer: the same appointment with us as the one attendee."""
    attendee = {"person": {"address": address, "name": ""}, "answer": answer.value}
    return {**card, "method": "reply", "description": "", "attendees": [attendee]}


def _invites(card: Card) -> bool:
    """Whether the card asks for an answer; those read by earlier versions do not say of which state they are."""
    return (
        card.get("kind") == "invitation"
        and card.get("method") == "request"
        and bool(card.get("uid"))
        and "sequence" in card
        and is_mail_address(card["organizer"]["address"])
    )


def _with_cards(conversations: set[int]) -> dict[int, list[Message]]:
    """The messages with cards of each conversation, in order, without their words."""
    found: dict[int, list[Message]] = defaultdict(list)
    rows = Message.objects.filter(conversation__in=conversations, withdrawn_at=None)
    wanted = rows.exclude(cards=[]).select_related("delivery").order_by("created_at", "pk")
    for one in wanted.only("conversation", "direction", "created_at", "cards", "delivery__state"):
        found[one.conversation_id].append(one)
    return found


def _same_appointments(cards: Iterable[Card], reader: Actor) -> list[Message]:
    """What came from outside about these appointments, wherever this reader sees it; the newest first."""
    about = Q()
    for uid in {card["uid"] for card in cards}:
        about |= Q(cards__contains=[{"kind": "invitation", "uid": uid}])
    visible = Conversation.objects.visible_to(reader).filter(spam_at=None)
    rows = Message.objects.filter(about, direction=Direction.INBOUND, withdrawn_at=None)
    # Named as the index names it.
    rows = rows.exclude(cards=[]).exclude(sender_check="failed")
    rows = rows.filter(conversation__in=visible).order_by("-created_at", "-pk")
    wanted = rows.only("conversation", "direction", "created_at", "cards")
    return list(wanted[: caps.SAME_APPOINTMENTS])


def _newest_elsewhere(message: Message, card: Card, same: Iterable[Message]) -> Message | None:
    place = (message.created_at, message.pk)
    return next(
        (
            one
            for one in same
            if one.conversation_id != message.conversation_id
            and (one.created_at, one.pk) > place
            and any(
                _replaces(other, card) and _has_organizer_of(other, card) for other in one.cards
            )
        ),
        None,
    )


def _has_organizer_of(other: Card, card: Card) -> bool:
    ours = (one["organizer"]["address"].lower() for one in (other, card))
    return len(set(ours)) == 1


def _standing(message: Message, card: Card, others: Sequence[Message]) -> Standing:
    place = (message.created_at, message.pk)
    later = [one for one in others if one.is_inbound and (one.created_at, one.pk) > place]
    is_open = not any(_replaces(other, card) for one in later for other in one.cards)
    answer = _last_answer(card, others)
    given = _reply_to(card, answer)["attendees"][0]["answer"] if answer else ""
    return Standing(is_open, given, card["organizer"]["address"])


def _replaces(other: Card, card: Card) -> bool:
    """Whether a later card changes or calls off the appointment; one that is older than it changes nothing."""
    return (
        other.get("kind") == "invitation"
        and other["method"] in ("request", "cancel")
        and other["uid"] == card["uid"]
        # Without a day of its own it speaks of the whole series.
        and other.get("recurrence", "") in ("", card["recurrence"])
        and other.get("sequence", 0) >= card["sequence"]
    )


def _last_answer(card: Card, others: Sequence[Message]) -> Message | None:
    """What could not be delivered answers nothing."""
    return next(
        (
            one
            for one in reversed(others)
            if answers_invitation(one) and _reply_to(card, one) and not _has_failed(one)
        ),
        None,
    )


def _reply_to(card: Card, answer: Message) -> Card:
    same = ("uid", "sequence", "recurrence")
    return next(
        (one for one in answer.cards if all(one.get(name) == card[name] for name in same)), {}
    )


def _has_failed(message: Message) -> bool:
    delivery = getattr(message, "delivery", None)
    return delivery is not None and delivery.state == DeliveryState.FAILED
