"""The Date header: a claim, kept only when it can be a date of this mail at all."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_FIRST_MAIL_YEAR, _LAST_YEAR = 1971, 2100


def read_date(value: str) -> datetime | None:
    """The moment in UTC, or None for garbage. No zone means UTC."""
    try:
        moment = parsedate_to_datetime(value[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return moment if _FIRST_MAIL_YEAR <= moment.year < _LAST_YEAR else None
