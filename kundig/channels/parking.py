"""Parked input: kept and counted, but no message, because no person has written it to us."""

from __future__ import annotations

from kundig.channels.models import Parked, Parking, Receipt
from kundig.core.text import one_line


def park(receipt: Receipt, reason: Parking, *, sender: str = "", subject: str = "") -> None:
    """Note why an input became no message; belongs into the transaction that closes its receipt."""
    parked = Parked(
        receipt=receipt,
        reason=reason,
        sender=one_line(sender, 320),
        subject=one_line(subject, 300),
    )
    Parked.objects.bulk_create([parked], ignore_conflicts=True)


def may_be_parked(receipt: Receipt) -> bool:
    """Tell whether nobody has let this input go on already."""
    # A receipt that was never parked has no such row, and says so by missing the attribute.
    parked: Parked | None = getattr(receipt, "parked", None)
    return parked is None or parked.released_at is None
