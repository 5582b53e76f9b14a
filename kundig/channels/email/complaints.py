"""What a provider's feedback loop says of an answer that its reader marked as spam: noted where the answer stands.

Anybody can write a report. One that names an answer by our signed Message-ID or reply address comes from
whoever has it, or from their provider. As with notices of failure, the address is marked only where it was
the only recipient: with several, one of them could speak for another.
"""

from __future__ import annotations

from kundig.channels.email.addresses import read_message_id, read_reply_address
from kundig.channels.email.mime.mail import Complaint, ParsedMail
from kundig.channels.email.sent_to import sent_to_of
from kundig.conversations import actions
from kundig.conversations.models import Direction, Message
from kundig.conversations.recipients import Fate, Outcome
from kundig.core.actor import SYSTEM
from kundig.customers.actions import mark_address_complained

# Feedback-Type of RFC 5965 and RFC 6430; "not-spam" and "auth-failure" are no complaints.
_KINDS = frozenset({"abuse", "fraud", "other", "virus", "opt-out", "opt-out-list"})


def note_complaint(mail: ParsedMail) -> Message | None:
    """Return our answer that somebody complains about, with that noted; None where the mail says no such thing."""
    complaint = mail.complaint
    if complaint is None or complaint.kind not in _KINDS:
        return None
    message = _answer(complaint)
    sent_to = sent_to_of(message) if message else {}
    if message is None or not sent_to:
        return None
    named = [sent_to[one.lower()] for one in complaint.recipients if one.lower() in sent_to]
    # Providers leave out who it was: where there is one recipient, it was they.
    complained = list(sent_to.values()) if len(sent_to) == 1 else named
    outcomes = [Outcome(address, Fate.COMPLAINED) for address in complained]
    actions.note_complaint(message, by=SYSTEM, recipients=outcomes)
    if len(sent_to) == 1:
        for address in complained:
            mark_address_complained(message.conversation.customer, by=SYSTEM, mail=address)
    return message


def _answer(complaint: Complaint) -> Message | None:
    """The answer by its own sign, else the newest one that went out with the conversation's."""
    ours = Message.objects.filter(direction=Direction.OUTBOUND)
    pk = read_message_id(complaint.original_message_id)
    if pk is not None:
        return ours.filter(pk=pk).first()
    for address in complaint.original_addresses:
        conversation = read_reply_address(address)
        if conversation is not None:
            sent = ours.filter(conversation=conversation).exclude(external_id="")
            return sent.order_by("-created_at", "-pk").first()
    return None
