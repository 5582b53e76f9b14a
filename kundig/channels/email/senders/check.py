"""Checking senders as a mailbox wants it, and saying on the message what came of it."""

from __future__ import annotations

from kundig.channels.email.models import Mailbox, SenderChecks
from kundig.channels.email.senders import proof, results
from kundig.channels.email.senders.dns import Network, Resolver
from kundig.channels.email.senders.verdict import Verdict
from kundig.conversations import actions
from kundig.conversations.models import Channel, Message
from kundig.core import blobs
from kundig.core.actor import SYSTEM

# Replaced where there is no network, in tests above all.
resolver: Resolver = Network()


def verdict_at_once(channel: Channel, raw: bytes, address: str) -> Verdict:
    """Return what can be read from the mail itself, where the mailbox trusts a server's word."""
    mailbox = _mailbox(channel, SenderChecks.TRUSTED)
    if mailbox is None:
        return Verdict.UNCHECKED
    found = results.trusted_results(raw, mailbox.authserv_id)
    return Verdict.UNCHECKED if found is None else results.verdict_of(found, _domain(address))


def finds_out(channel: Channel) -> bool:
    """Tell whether the mailbox has senders checked by ourselves, which takes a while."""
    return _mailbox(channel, SenderChecks.OWN) is not None


def find_out(message: Message) -> None:
    """Check a message's sender by ourselves and note it; asks the name system, so never in a transaction."""
    if message.raw_id is None:
        return
    address = str(message.sender.get("address", ""))
    verdict = proof.verdict_of(blobs.content(message.raw_id), _domain(address), resolver)
    actions.note_sender(message, by=SYSTEM, verdict=verdict.value)


def _mailbox(channel: Channel, how: SenderChecks) -> Mailbox | None:
    # Kept with the channel: a mail asks twice.
    mailbox: Mailbox | None = getattr(channel, "mailbox", None)
    return mailbox if mailbox and mailbox.sender_checks == how else None


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
