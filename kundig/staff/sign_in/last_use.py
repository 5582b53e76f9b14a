"""When and from where each session was used last, for the list of one's own sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from kundig.core import caps
from kundig.staff.models import Agent, Session


class LastUse:
    """Notes the use of a session now and then: writing it down with each request would slow all of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; who is signed in was here."""
        session: Any = request.session
        used_at: datetime | None = session.used_at
        before = timezone.now() - timedelta(seconds=caps.SESSION_USE_SECONDS)
        if isinstance(request.user, Agent) and used_at is not None and used_at < before:
            _note(session.session_key, request.META.get("REMOTE_ADDR", ""))
        return self.get_response(request)


def _note(key: str, address: str) -> None:
    at = timezone.now()
    Session.objects.filter(pk=key).update(used_at=at)
    UserSession.objects.filter(session_key=key).update(last_seen_at=at, ip=address)
