"""How many promises were kept."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from kundig.conversations.models import Promise


def kept_rate(promises: QuerySet[Promise]) -> float | None:
    """Return the share of settled promises that were kept in time, from 0 to 1; None where none is settled."""
    counts = promises.aggregate(
        kept=Count("pk", filter=Q(kept_at__isnull=False, broken_at=None)),
        broken=Count("pk", filter=Q(broken_at__isnull=False)),
    )
    settled = counts["kept"] + counts["broken"]
    return counts["kept"] / settled if settled else None
