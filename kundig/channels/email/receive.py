"""From a parsed mail to the verbs: who wrote, where it belongs, what the reader must be told."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from kundig.channels.email import automatic, spam
from kundig.channels.email.addresses import read_message_id
from kundig.channels.email.bounces import note_bounce
from kundig.channels.email.complaints import note_complaint
from kundig.channels.email.floods import GROUPED, conversation_of_flood
from kundig.channels.email.identity import fingerprint
from kundig.channels.email.mime.codes import opens_an_account
from kundig.channels.email.mime.mail import Address, Attachment, ParsedMail
from kundig.channels.email.mime.wire import stored_card
from kundig.channels.email.protected.collecting import collect
from kundig.channels.email.senders import check
from kundig.channels.email.senders.proof import covers
from kundig.channels.email.senders.verdict import Verdict
from kundig.channels.email.threads import FOREIGN, Place, continues, find_place
from kundig.channels.models import Parking, Receipt
from kundig.channels.parking import may_be_parked, park
from kundig.conversations import actions
from kundig.conversations.actions import Incoming, IncomingFile
from kundig.conversations.models import Conversation, Message, State
from kundig.core import caps
from kundig.core.actions import lock
from kundig.core.actor import SYSTEM
from kundig.core.content_types import content_type_of
from kundig.core.mail_address import is_mail_address
from kundig.customers.actions import find_or_make, make
from kundig.customers.models import AddressKind, Customer
from kundig.staff.addresses import is_agents

CHECK_SENDER = "email.check_sender"
_SENDER_WARNINGS = {
    "missing": "sender_unclear",
    "several": "sender_unclear",
    "name-holds-address": "address_in_name",
    "punycode": "punycode",
}

_CUTS = frozenset(
    {"nested-too-deep", "too-many-parts", "too-many-attachments", "text-cut", "html-cut"}
)


def receive(receipt: Receipt, mail: ParsedMail) -> Message | None:
    """Return the message that a mail became, or the message of ours that it speaks about; None where it is parked.

    A copy of a mail that is here already changes nothing: what was decided about the first stays so.
    """
    if mail.received_count > caps.MAIL_RECEIVED and may_be_parked(receipt):
        _park(receipt, Parking.LOOP, mail)
        return None
    own = _own_mail(receipt, mail) or note_bounce(mail) or note_complaint(mail)
    if own is not None:
        return own
    if mail.complaint is not None and may_be_parked(receipt):
        _park(receipt, Parking.REPORT, mail)
        return None
    if mail.bounce is not None and not continues(mail, receipt.envelope) and may_be_parked(receipt):
        # About a mail that others sent in our name, or that we know nothing of: no customer writes here.
        _park(receipt, Parking.BOUNCE, mail)
        return None
    raw = bytes(receipt.blob.content)
    first = actions.message_with(fingerprint(raw))
    if first is not None:
        return first
    sender = sender_of(receipt, mail)
    customer = _customer(sender)
    place = _held_place(mail, receipt.envelope, customer)
    found = check.found_at_once(receipt.channel, raw, sender.address)
    conversation = place.conversation
    if not place.names_ours:
        conversation = conversation_of_flood(mail, receipt.channel, customer, found.verdict)
    # Whoever is not who they say takes part in nothing, whatever they know of the thread.
    is_foreign = place.conversation is not None and (
        place.is_foreign or found.verdict == Verdict.FAILED
    )
    incoming = _incoming(receipt, mail, sender, customer, is_foreign=is_foreign)
    if conversation is not None and place.conversation is None:
        incoming.warnings.append(GROUPED)
    message = actions.receive(by=SYSTEM, incoming=incoming, conversation=conversation)
    if found.verdict or found.is_unanswered:
        check.note(message, found)
    if found.verdict != Verdict.FAILED and not check.finds_out(receipt.channel):
        keep_keys(mail, raw, sender.address, is_proven=found.verdict == Verdict.PROVEN)
    spam.put_aside(message, raw, receipt.envelope)
    _follow_up(receipt, message)
    return message


def _held_place(mail: ParsedMail, envelope: dict[str, Any], customer: Customer) -> Place:
    """Where a mail belongs, its conversation locked: closed, merged or split meanwhile, it is looked for again."""
    place = find_place(mail, envelope, customer)
    while place.conversation is not None:
        before = _whereabouts(place.conversation)
        lock(place.conversation)
        if _whereabouts(place.conversation) == before:
            break
        place = find_place(mail, envelope, customer)
    return place


def _whereabouts(conversation: Conversation) -> tuple[object, ...]:
    """What decides whether a mail goes on here, and whether its sender takes part."""
    return (
        conversation.pk,
        conversation.state == State.CLOSED,
        conversation.merged_into_id,
        conversation.customer_id,
        conversation.message_count,
    )


def _park(receipt: Receipt, reason: Parking, mail: ParsedMail) -> None:
    # A code stands in the subject, too.
    subject = "" if opens_an_account(mail) else mail.subject
    park(receipt, reason, sender=mail.sender.address, subject=subject)


def keep_keys(mail: ParsedMail, raw: bytes, address: str, *, is_proven: bool) -> None:
    """Keep the keys of whoever stands in From, unless they are forged; whom the envelope names instead has sent none.

    `is_proven`: the mail comes from there. Then the keys do, too, where they are part of what was proven.
    """
    if address != mail.sender.address:
        return
    domain = address.rpartition("@")[2]
    for key in mail.protection.keys if mail.protection else ():
        field = "autocrypt" if key.source == "autocrypt" else ""
        is_theirs = is_proven and covers(raw, domain, field)
        collect(by=SYSTEM, key=key, address=address, is_proven=is_theirs)


def _follow_up(receipt: Receipt, message: Message) -> None:
    """Answer by itself if that is wanted; or find out first who wrote."""
    if check.finds_out(receipt.channel):
        # By name: the jobs know this module, not the other way round.
        app.configure_task(CHECK_SENDER).defer(message_id=message.pk, receipt_id=receipt.pk)
    else:
        automatic.answer(message, receipt.envelope)


def sender_of(receipt: Receipt, mail: ParsedMail) -> Address:
    """Return who wrote: From, or the envelope's sender where there is no usable one."""
    if is_mail_address(mail.sender.address):
        return mail.sender
    envelope_sender = str(receipt.envelope.get("from") or "")
    if is_mail_address(envelope_sender):
        return Address(envelope_sender, mail.sender.name)
    return Address("", mail.sender.name)


def _customer(sender: Address) -> Customer:
    if not sender.address:
        return make(by=SYSTEM, name=sender.name)
    return find_or_make(by=SYSTEM, kind=AddressKind.MAIL, value=sender.address, name=sender.name)


def _own_mail(receipt: Receipt, mail: ParsedMail) -> Message | None:
    """Our own answer that came back to us, by forwarding or an alias: no new message."""
    pk = read_message_id(mail.message_id)
    ours = {address.lower() for address in receipt.channel.senders()}
    if pk is None or mail.sender.address.lower() not in ours:
        return None
    message = Message.objects.filter(pk=pk).first()
    if message is not None:
        _park(receipt, Parking.OWN, mail)
    return message


def _incoming(
    receipt: Receipt, mail: ParsedMail, sender: Address, customer: Customer, *, is_foreign: bool
) -> Incoming:
    if opens_an_account(mail):
        return _confidential(receipt, mail, sender, customer)
    return Incoming(
        channel=receipt.channel,
        customer=customer,
        text=mail.text,
        visible_text=mail.reply,
        html=mail.html,
        subject=mail.subject,
        sender=_sender(mail, sender),
        to=_people(mail.to),
        cc=_people(mail.cc),
        claimed_at=mail.date,
        received_at=receipt.received_at,
        # An id made here names nothing that the sender knows of.
        external_id="" if mail.message_id_is_ours else mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=list(mail.references),
        automatic=mail.automatic,
        warnings=_warnings(receipt, mail, sender, is_foreign=is_foreign),
        cards=[stored_card(card) for card in mail.cards],
        protection=mail.protection.facts if mail.protection else {},
        raw=receipt.blob,
        fingerprint=fingerprint(bytes(receipt.blob.content)),
        files=[_file(attachment) for attachment in mail.attachments],
    )


def _confidential(
    receipt: Receipt, mail: ParsedMail, sender: Address, customer: Customer
) -> Incoming:
    """What everybody may know of a mail that opens an account: that it came, and whose it is.

    Its words stay in the raw mail alone. So nothing that works with messages can give them away: no search,
    list, quote, forwarding, program or live update.
    """
    return Incoming(
        channel=receipt.channel,
        customer=customer,
        text="",
        subject=sender.address.rpartition("@")[2],
        sender={"name": sender.name, "address": sender.address},
        claimed_at=mail.date,
        received_at=receipt.received_at,
        external_id="" if mail.message_id_is_ours else mail.message_id,
        automatic=mail.automatic or "notification",
        warnings=[*_warnings(receipt, mail, sender, is_foreign=False), "confidential"],
        raw=receipt.blob,
        fingerprint=fingerprint(bytes(receipt.blob.content)),
        is_confidential=True,
    )


def _sender(mail: ParsedMail, sender: Address) -> dict[str, str]:
    found = {"name": sender.name, "address": sender.address}
    elsewhere = _answers_elsewhere(mail, sender)
    return {**found, "reply_to": elsewhere} if elsewhere else found


def _answers_elsewhere(mail: ParsedMail, sender: Address) -> str:
    """The one other address that answers are wanted at; "" for the usual."""
    if len(mail.reply_to) != 1:
        return ""
    wanted = mail.reply_to[0].address
    if wanted.lower() == sender.address.lower() or not is_mail_address(wanted):
        return ""
    return wanted


def _warnings(
    receipt: Receipt, mail: ParsedMail, sender: Address, *, is_foreign: bool
) -> list[str]:
    """Words for what the reader must be told; the page makes sentences of them."""
    found = [_SENDER_WARNINGS[flag] for flag in mail.sender_flags]
    if not sender.address:
        found.append("sender_unclear")
    # A server that speaks of our mail takes no part and need not.
    if is_foreign and mail.bounce is None:
        found.append(FOREIGN)
    if _answers_elsewhere(mail, sender):
        found.append("reply_elsewhere")
    # From is a claim: a colleague's address gives nobody a colleague's rights.
    if sender.address and is_agents(sender.address.lower()):
        found.append("agent_address")
    if "too_large" in receipt.envelope:
        found.append("too_large")
    elif mail.stage != "whole":
        found.append("unreadable")
    elif any(defect in _CUTS for defect in mail.defects):
        found.append("cut")
    return list(dict.fromkeys(found))


def _people(addresses: tuple[Address, ...]) -> list[dict[str, str]]:
    return [{"name": person.name, "address": person.address} for person in addresses]


def _file(attachment: Attachment) -> IncomingFile:
    return IncomingFile(
        name=attachment.name,
        content_type=content_type_of(attachment.content),
        content=attachment.content,
        content_id=attachment.content_id,
        is_inline=attachment.inline,
    )
