"""Links in mails and on paper: always to the configured address, never to what a request claims."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """Return the full address of a path of this installation (`KUNDIG_URL`)."""
    return f"{settings.URL}{path}"
