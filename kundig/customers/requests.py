"""Who stands behind a request of this room."""

from __future__ import annotations

from django.http import HttpRequest

from kundig.core.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in agent as an actor; call it behind `login_required`."""
    assert request.user.is_authenticated
    return request.user.actor
