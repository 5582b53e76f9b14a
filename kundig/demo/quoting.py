"""How dates and earlier mails look when a German mail program quotes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


@dataclass(frozen=True)
class Earlier:
    """A mail of the conversation that was really sent, by us or by the customer.

    `reply_to` is where an answer goes; `outbound` is true if the company wrote it.
    """

    message_id: str
    name: str
    address: str
    reply_to: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    outbound: bool

    @property
    def sender(self) -> str:
        return (
            formataddr((self.name, self.address), "utf-8")
            if self.name.isascii()
            else self.plain_sender
        )

    @property
    def plain_sender(self) -> str:
        return f"{self.name} <{self.address}>"


def long_date(moment: datetime) -> str:
    """As in "Donnerstag, 12. November 2026"."""
    return f"{WEEKDAYS[moment.weekday()]}, {moment.day}. {MONTHS[moment.month - 1]} {moment.year}"


def short_date(moment: datetime) -> str:
    """As in "12.11.2026"."""
    return moment.strftime("%d.%m.%Y")


def chevrons(text: str) -> str:
    """Every line with "> " in front; a quote in the text gets one more."""
    return "\n".join(
        f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.splitlines()
    )


def answered(earlier: Sequence[Earlier]) -> Earlier | None:
    """The mail somebody quotes who answers now: the last one, if the company wrote it."""
    return earlier[-1] if earlier and earlier[-1].outbound else None
