"""Who calls: the agent whose token stands in the Authorization header. Cookies count for nothing here."""

from __future__ import annotations

import hashlib
from typing import NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kundig.api.errors import Failure
from kundig.core import caps, limits
from kundig.staff.models import Agent
from kundig.staff.tokens import agent_of_token


def caller(request: HttpRequest) -> Agent:
    """Return the agent behind the request's token; fails with 401 without one and 429 past the limit."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if not token:
        _refuse("Bearer")
    agent = agent_of_token(token.strip()) if scheme.lower() == "bearer" else None
    if agent is None:
        _refuse('Bearer error="invalid_token"')
    _spend(token)
    return agent


def _spend(token: str) -> None:
    key = f"api:{hashlib.sha256(token.encode()).hexdigest()}"
    if not limits.allow(key, size=caps.API_CALLS_PER_MINUTE, per_seconds=60):
        sentence = _("These are too many calls; please wait a moment.")
        raise Failure(429, "too_many_requests", sentence, headers={"Retry-After": "1"})


def _refuse(challenge: str) -> NoReturn:
    raise Failure(
        401,
        "unauthorized",
        _("A valid token is needed: “Authorization: Bearer …”."),
        headers={"WWW-Authenticate": challenge},
    )
