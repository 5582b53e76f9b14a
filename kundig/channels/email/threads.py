"""Finding the conversation of a mail: by our own signs, then by the ids of the thread, never by its subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q, TextField

from kundig.channels.email.addresses import read_message_id, read_reply_address
from kundig.channels.email.mime.mail import ParsedMail
from kundig.conversations.models import Conversation, Direction, Message, State
from kundig.core import caps
from kundig.core.prepared import Given, Prepared, Statement
from kundig.customers.models import Customer

FOREIGN = "foreign_sender"

_TAKES_PART = Statement(
    f"""
SELECT EXISTS (
  SELECT FROM conversations_message AS message WHERE message.conversation_id = %s::bigint AND (
    (message.direction = '{Direction.INBOUND}' AND message.customer_id = %s::bigint
      AND NOT '{FOREIGN}' = ANY (message.warnings))
    OR (message.direction = '{Direction.OUTBOUND}' AND message.withdrawn_at IS NULL AND EXISTS (
      SELECT FROM customers_address AS address,
        jsonb_build_array(jsonb_build_object('address', address.value)) AS named
      WHERE address.customer_id = %s::bigint
        AND (message."to" @> named OR message.cc @> named OR message.bcc @> named)))))
""",  # noqa: S608  # only constants are put in
    (Given("conversation"), Given("customer"), Given("customer")),
)


@dataclass(frozen=True)
class Place:
    """Where a mail belongs, and whether its sender takes part there.

    `names_ours`: it speaks of a conversation of ours, be it one that is closed and not continued.
    """

    conversation: Conversation | None = None
    is_foreign: bool = False
    names_ours: bool = False


def find_place(mail: ParsedMail, envelope: dict[str, Any], customer: Customer) -> Place:
    """Return the conversation that a mail continues; an empty place where it begins one.

    Closed conversations are never continued, merged ones in the one they went into. Of several that the
    ids name, the first in which the sender takes part is taken.
    """
    named = [conversation.standing for conversation in _named(mail, envelope)]
    candidates = [conversation for conversation in named if conversation.state != State.CLOSED]
    for conversation in candidates:
        if takes_part(conversation, customer):
            return Place(conversation, names_ours=True)
    if candidates:
        return Place(candidates[0], is_foreign=True, names_ours=True)
    return Place(names_ours=bool(named))


def continues(mail: ParsedMail, envelope: dict[str, Any]) -> bool:
    """Tell whether a mail names a conversation of ours that is not closed, whoever wrote it."""
    return any(one.standing.state != State.CLOSED for one in _named(mail, envelope))


def takes_part(conversation: Conversation, customer: Customer) -> bool:
    """Tell whether a person belongs to a conversation: its customer, who wrote before, or to whom an agent wrote.

    Whoever stands in Cc of a customer's mail does not: anybody can be named there.
    """
    if conversation.customer_id == customer.pk:
        return True
    given = {"conversation": conversation.pk, "customer": customer.pk}
    return bool(_TAKES_PART.run(given)[0][0])


def find_own_message(mail: ParsedMail) -> Message | None:
    """Return our message that a failure notice speaks of; None where it carries no sign of ours."""
    named = [mail.bounce.original_message_id] if mail.bounce else []
    for text in [*named, mail.in_reply_to, *reversed(mail.references)]:
        pk = read_message_id(text)
        if pk is not None:
            return Message.objects.filter(pk=pk, direction=Direction.OUTBOUND).first()
    return None


def _named(mail: ParsedMail, envelope: dict[str, Any]) -> list[Conversation]:
    """The conversations that a mail names, our own signs first."""
    by_address = _by_reply_address(mail, envelope)
    returned = mail.bounce.original_message_id if mail.bounce else ""
    claimed = [returned, mail.in_reply_to, *reversed(mail.references)]
    named = [id for id in dict.fromkeys(claimed) if id]
    # The newest. In a list of more than a hundred PostgreSQL does not see that the index covers it.
    ids = named[: caps.MAIL_REFERENCES]
    if not ids:
        return by_address
    own = {id: pk for id in ids if (pk := read_message_id(id)) is not None}
    places: dict[str, list[Conversation]] = {}
    for message in _messages(list(own.values()), ids):
        for id in ids:
            if own.get(id) == message.pk or message.external_id == id:
                places.setdefault(id, []).append(message.conversation)
    return by_address + [
        conversation
        for id in sorted(ids, key=lambda text: text not in own)
        for conversation in places.get(id, [])
    ]


def _messages(own: Sequence[int], ids: Sequence[str]) -> list[Message]:
    """The messages with one of these numbers or Message-IDs, each with its conversation; notes are named by nobody."""
    places = [_room_for(len(own)), _room_for(len(ids))]
    # What is left of the room is filled with what is asked for anyway.
    given: dict[str, object] = {f"own{n}": own[n % len(own)] for n in range(places[0])}
    given |= {f"id{n}": ids[n % len(ids)] for n in range(places[1])}
    return _messages_by(*places).rows(**given)


def _room_for(count: int) -> int:
    """The next power of two, so that few queries are written for all the numbers there are."""
    return 1 << (count - 1).bit_length() if count else 0


@cache
def _messages_by(own: int, ids: int) -> Prepared[Message]:
    """The query for so many numbers and so many Message-IDs: asked for nearly every mail, so it is written once."""
    by_own = Q(pk__in=[Given(f"own{n}") for n in range(own)])
    by_id = Q(external_id__in=[Given(f"id{n}", TextField()) for n in range(ids)])
    # The index holds no empty ones, which PostgreSQL has to be told.
    return Prepared(
        lambda: (
            Message.objects.filter(by_own | (by_id & ~Q(external_id="")))
            .exclude(direction=Direction.NOTE)
            .select_related("conversation__merged_into")
            # Not their words: there may be megabytes of them.
            .only("external_id", "conversation")
            .order_by("pk")[:200]
        ),
        spelled_out=True,
    )


def _by_reply_address(mail: ParsedMail, envelope: dict[str, Any]) -> list[Conversation]:
    addresses = [
        *envelope.get("to", []),
        *mail.delivered_to,
        *(address.address for address in (*mail.to, *mail.cc)),
    ]
    ids = {id for text in addresses if "+" in text and (id := read_reply_address(text)) is not None}
    if not ids:
        return []
    return list(
        Conversation.objects.filter(pk__in=ids).select_related("merged_into").order_by("pk")
    )
