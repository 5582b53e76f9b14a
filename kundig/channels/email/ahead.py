"""What many mails will ask the database, asked once for all of them, by a glance at their heads."""

from __future__ import annotations

from collections.abc import Sequence

from kundig.channels.email.automatic import settings_of
from kundig.channels.email.identity import fingerprint, sender_key
from kundig.channels.email.junk.learning import taught
from kundig.channels.models import Receipt
from kundig.conversations import actions
from kundig.core.text import storable
from kundig.customers.actions import ask_for_senders
from kundig.staff.addresses import is_agents


def ask_ahead(receipts: Sequence[Receipt]) -> None:
    """Ask about senders, copies that came before, and what the mailboxes have learnt and answer by themselves."""
    raws = [bytes(receipt.blob.content) for receipt in receipts]
    senders = {storable(sender_key(raw)) for raw in raws} - {""}
    if senders:
        ask_for_senders(senders)
        is_agents.ask(senders)
        actions.is_blocked.ask(
            (storable(sender_key(bytes(receipt.blob.content))), receipt.channel.team_id)
            for receipt in receipts
        )
    actions.message_with.ask(fingerprint(raw) for raw in raws)
    taught.ask([True, False])
    settings_of.ask(receipt.channel_id for receipt in receipts)
