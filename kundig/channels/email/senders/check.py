"""Checking senders as a mailbox wants it, and saying on the message what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kundig.channels.email.models import Mailbox, SenderChecks
from kundig.channels.email.peers import own_networks, stranger
from kundig.channels.email.senders import proof, results
from kundig.channels.email.senders.dns import Network, Resolver
from kundig.channels.email.senders.verdict import Finding, Verdict
from kundig.conversations import actions
from kundig.conversations.models import Channel, Message
from kundig.core import blobs
from kundig.core.actor import SYSTEM

# Replaced where there is no network, in tests above all.
resolver: Resolver = Network()


def found_at_once(channel: Channel, raw: bytes, address: str) -> Finding:
    """Return what can be read from the mail itself, where the mailbox trusts a server's word."""
    mailbox = _mailbox(channel, SenderChecks.TRUSTED)
    found = results.trusted_results(raw, mailbox.authserv_id) if mailbox else None
    if found is None:
        return Finding(Verdict.UNCHECKED)
    return Finding(results.verdict_of(found, _domain(address)), results.proofs(found))


def finds_out(channel: Channel) -> bool:
    """Tell whether the mailbox has senders checked by ourselves, which takes a while."""
    return _mailbox(channel, SenderChecks.OWN) is not None


def find_out(message: Message, envelope: Mapping[str, Any]) -> Finding:
    """Check a message's sender by ourselves, note and return it; asks the name system, so never in a transaction."""
    if message.raw_id is None:
        return Finding(Verdict.UNCHECKED)
    address = str(message.sender.get("address", ""))
    raw = blobs.content(message.raw_id)
    found = proof.finding_of(raw, _domain(address), resolver, _way(envelope))
    note(message, found)
    return found


def note(message: Message, finding: Finding) -> None:
    """Say on the message what was found out about its sender."""
    proofs = [asdict(one) for one in finding.proofs]
    actions.note_sender(message, by=SYSTEM, verdict=finding.verdict.value, proofs=proofs)


def _way(envelope: Mapping[str, Any]) -> proof.Way | None:
    """How the mail came, where that says anything: from a stranger to our own listener."""
    peer = stranger(str(envelope.get("peer") or ""), own_networks())
    if peer is None:
        return None
    return proof.Way(str(peer), str(envelope.get("from") or ""), str(envelope.get("helo") or ""))


def _mailbox(channel: Channel, how: SenderChecks) -> Mailbox | None:
    # Kept with the channel: a mail asks twice.
    mailbox: Mailbox | None = getattr(channel, "mailbox", None)
    return mailbox if mailbox and mailbox.sender_checks == how else None


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
