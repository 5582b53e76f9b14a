"""What Kundig itself writes to its own people: invitations, new passwords, warnings about an account.

The ground has no mail server; a room above hands in the carrier when the program starts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("kundig.post")


@dataclass(frozen=True)
class Letter:
    """One mail in plain text."""

    to: str
    subject: str
    text: str


# Takes a letter inside the running transaction and tells whether it will be sent.
Carrier = Callable[[Letter], bool]
_carriers: list[Carrier] = []


def carried_by(carrier: Carrier) -> None:
    """Register a carrier; the one registered last is asked first."""
    if carrier not in _carriers:
        _carriers.append(carrier)


def send(to: str, subject: str, text: str) -> bool:
    """Hand a letter to the first carrier that takes it and tell whether one did.

    Call it inside the transaction of what the letter is about. A letter that nobody takes is logged
    without its text: there are secrets in it.
    """
    letter = Letter(to, subject, text)
    if any(carrier(letter) for carrier in reversed(_carriers)):
        return True
    log.warning("No mailbox can send to %s: %s", to, subject)
    return False
