"""The mail channel as the table of kinds knows it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.channels.base import Reading, Sent
from kundig.channels.email.ahead import ask_ahead
from kundig.channels.email.identity import sender_key, thread_root
from kundig.channels.email.mime.mail import ParsedMail
from kundig.channels.email.mime.parse import parse_raw
from kundig.channels.email.protected.receiving import read
from kundig.channels.email.reading import reading_of
from kundig.channels.email.receive import receive
from kundig.channels.email.send import send
from kundig.channels.models import Receipt, Stage
from kundig.conversations.models import Channel, Message


class EmailKind:
    """Mail: see `ChannelKind` for what each of these promises."""

    name = "email"
    label: str | Promise = _("E-mail")

    def order_key(self, raw: bytes) -> str:
        """Mails of one thread are worked off in order."""
        return thread_root(raw)

    def sender_key(self, raw: bytes) -> str:
        """Mails of one address take turns with those of others."""
        return sender_key(raw)

    def parse(self, raw: bytes, channel: Channel) -> ParsedMail:
        """Read the mail in guarded child processes, with the mailbox's keys where it is encrypted."""
        return read(raw, channel)

    def parse_plainly(self, raw: bytes) -> ParsedMail:
        """Return the mail as text."""
        return parse_raw(raw)

    def read(self, raw: bytes) -> Reading:
        """Return the mail as its reader would see it, undecrypted."""
        return reading_of(raw)

    def ask_ahead(self, receipts: Sequence[Receipt]) -> None:
        """Ask about senders and earlier copies."""
        ask_ahead(receipts)

    def receive(self, receipt: Receipt, parsed: ParsedMail) -> tuple[Message | None, Stage]:
        """Put the mail into its conversation, or note what it says about one of our own."""
        return receive(receipt, parsed), Stage(parsed.stage)

    def send(self, message: Message) -> Sent:
        """Send an answer by SMTP, or to the demo mailbox."""
        return send(message)
