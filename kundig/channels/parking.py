"""Parked input: kept and counted, but no message, because no person has written it to us."""

from __future__ import annotations

from kundig.channels.models import Parked, Parking, Receipt
from kundig.core.text import one_line


def park(receipt: Receipt, reason: Parking, *, sender: str = "", subject: str = "") -> None:
    """Note why an input became no message; belongs into the transaction that closes its receipt."""
    Parked.objects.get_or_create(
        receipt=receipt,
        defaults={
            "reason": reason,
            "sender": one_line(sender, 320),
            "subject": one_line(subject, 300),
        },
    )


def may_be_parked(receipt: Receipt) -> bool:
    """Tell whether nobody has let this input go on already."""
    return not Parked.objects.filter(receipt=receipt).exclude(released_at=None).exists()
