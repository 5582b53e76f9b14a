"""All endpoints: those that read, those of files, and one for each verb."""

from __future__ import annotations

from functools import cache

from kundig.api import files, read, verbs
from kundig.api.endpoints import Endpoint


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """Return every endpoint; call it when all rooms have declared their verbs."""
    return (*read.endpoints(), *files.endpoints(), *verbs.endpoints())


@cache
def by_path() -> dict[str, list[Endpoint]]:
    """Return the endpoints by their path."""
    found: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints():
        found.setdefault(endpoint.path, []).append(endpoint)
    return found
