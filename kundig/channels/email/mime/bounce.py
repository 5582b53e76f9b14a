"""Failed deliveries."""

from __future__ import annotations

from kundig.channels.email.mime.mail import Address, Bounce
from kundig.channels.email.mime.tree import Part


def read_bounce(root: Part, sender: Address, text: str) -> Bounce | None:
    """The failure a mail reports; None when it reports none."""
    return None
