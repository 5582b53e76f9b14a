"""Who is signed in, and their own language and time zone, on every page."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from kundig.staff.models import Agent
from kundig.staff.sign_in.sessions import signed_in


class SignedInAgent:
    """Puts the agent of the session into `request.user`, read together with the session.

    No cache keeps what was shown to an agent, unless the page says how.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        request.user = user = signed_in(request)
        response = self.get_response(request)
        if isinstance(user, Agent) and not response.has_header("Cache-Control"):
            # Whoever sits down at this machine next gets nothing from its memory.
            response["Cache-Control"] = "private, no-store"
        return response


class AgentPreferences:
    """Activates what the signed-in agent has chosen; without a choice the browser's language counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in the agent's language and time zone."""
        agent = request.user
        if isinstance(agent, Agent):
            if agent.language:
                translation.activate(agent.language)
                request.LANGUAGE_CODE = agent.language
            # The form has checked that the zone exists.
            if agent.time_zone:
                timezone.activate(zoneinfo.ZoneInfo(agent.time_zone))
                try:
                    return self.get_response(request)
                finally:
                    timezone.deactivate()
        return self.get_response(request)
