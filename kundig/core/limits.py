"""Rate limits that hold across processes and machines: a token bucket per key in PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from kundig.core.models import Bucket

# One statement takes the row lock, refills by the time passed, and spends if there is enough.
_SPEND = """
INSERT INTO core_bucket AS bucket (key, tokens, at, allowed)
VALUES (%(key)s, %(size)s - %(cost)s, clock_timestamp(), true)
ON CONFLICT (key) DO UPDATE SET (tokens, at, allowed) = (
  SELECT CASE WHEN filled >= %(cost)s THEN filled - %(cost)s ELSE filled END,
         clock_timestamp(), filled >= %(cost)s
  FROM (SELECT least(%(size)s, bucket.tokens
          + extract(epoch FROM clock_timestamp() - bucket.at)::float8 * %(rate)s) AS filled) AS refill
)
RETURNING allowed
"""

_GIVE_BACK = (
    "UPDATE core_bucket SET tokens = least(%(size)s, tokens + %(cost)s) WHERE key = %(key)s"
)


def allow(key: str, *, size: int, per_seconds: float, cost: int = 1) -> bool:
    """Spend `cost` of the bucket `key` and tell whether it held enough.

    A bucket holds `size` tokens and fills up again evenly within `per_seconds`.
    """
    rate = size / per_seconds
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, {"key": key[:200], "size": size, "rate": rate, "cost": cost})
        (allowed,) = cursor.fetchone()
    return bool(allowed)


def give_back(key: str, *, size: int, cost: int = 1) -> None:
    """Put `cost` back into the bucket `key`, for what turned out to be harmless."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"key": key[:200], "size": size, "cost": cost})


def forget_full() -> None:
    """Delete buckets that nobody has used for a day: they are full again, as new ones are."""
    Bucket.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
