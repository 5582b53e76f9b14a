"""What became of an answer for each of its recipients: who has it, who was refused, and in whose words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core.text import one_line


class Fate(StrEnum):
    """What the far side said about one recipient, as far as we have heard."""

    ACCEPTED = "accepted"
    DELAYED = "delayed"
    REFUSED = "refused"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


# Whoever has the message must not get it again.
HAVE_IT = frozenset({Fate.ACCEPTED, Fate.DELIVERED, Fate.COMPLAINED})
NEVER_GOT_IT = frozenset({Fate.REFUSED, Fate.BOUNCED})
# News about one recipient may come in any order; whichever says more counts. What was refused for now may
# still arrive, what came back for good does not, and only who got a mail can complain of it.
_SAYS_MORE = (
    Fate.ACCEPTED,
    Fate.DELAYED,
    Fate.REFUSED,
    Fate.DELIVERED,
    Fate.BOUNCED,
    Fate.COMPLAINED,
)

# Why a server did not take it, in words that everybody knows; its own stand beside.
REASONS: dict[str, str | Promise] = {
    "unknown_address": _("This address does not exist."),
    "unknown_domain": _("The domain of this address takes no mail."),
    "mailbox_full": _("The recipient’s mailbox is full."),
    "mailbox_closed": _("The recipient’s mailbox takes no mail."),
    "too_large": _("The mail is too large for the recipient’s server."),
    "not_accepted": _("The recipient’s server refuses mail from us."),
    "looks_like_spam": _("The recipient’s server takes the mail for spam."),
    "not_authenticated": _("The recipient’s server could not confirm that the mail is ours."),
    "too_many": _("The recipient’s server wants less mail at once."),
    "greylisted": _("The recipient’s server asks to try again later."),
    "unreachable": _("The recipient’s server can’t be reached."),
    "content": _("The recipient’s server refuses something in the mail."),
}


class Entry(TypedDict):
    """One recipient as the delivery keeps it."""

    address: str
    fate: str
    reason: str
    words: str


@dataclass(frozen=True)
class Outcome:
    """What was heard about one recipient. `reason` is a key of `REASONS` or empty, `words` the server's own."""

    address: str
    fate: Fate
    reason: str = ""
    words: str = ""

    @property
    def entry(self) -> Entry:
        """Return it as the delivery keeps it."""
        return {
            "address": one_line(self.address, 320),
            "fate": self.fate.value,
            "reason": self.reason,
            "words": one_line(self.words, 500),
        }


def merged(entries: Iterable[Entry], outcomes: Iterable[Outcome]) -> list[Entry]:
    """Return what is known of each recipient after hearing `outcomes`; what was heard last counts."""
    known = {entry["address"].lower(): entry for entry in entries}
    for outcome in outcomes:
        known[outcome.address.lower()] = outcome.entry
    return list(known.values())


def heard(entries: Iterable[Entry], outcomes: Iterable[Outcome]) -> list[Entry]:
    """Return what is known of each recipient after news that may have come in any order, twice or late.

    News of an address that is no recipient are left alone.
    """
    known = {entry["address"].lower(): entry for entry in entries}
    for outcome in outcomes:
        entry = known.get(outcome.address.lower())
        if entry is not None and _rank(outcome.fate) >= _rank(Fate(entry["fate"])):
            known[outcome.address.lower()] = {**outcome.entry, "address": entry["address"]}
    return list(known.values())


def _rank(fate: Fate) -> int:
    return _SAYS_MORE.index(fate)


def addresses(entries: Iterable[Entry], fates: frozenset[Fate]) -> list[str]:
    """Return the addresses that met one of these fates."""
    return [entry["address"] for entry in entries if entry["fate"] in fates]


def plain_words(entry: Entry) -> str | Promise:
    """Return the sentence for what a server said; its own words where there is none."""
    return REASONS.get(entry["reason"]) or entry["words"]
