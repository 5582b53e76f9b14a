"""Who may open a page: agents who are signed in, and of those who hold a right."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

from kundig.staff.models import Agent

P = ParamSpec("P")
AgentView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs(permission: str) -> Callable[[AgentView[P]], Callable[..., HttpResponseBase]]:
    """Guard a view: strangers sign in first, and for agents without `permission` there is nothing (404)."""

    def guard(view: AgentView[P]) -> Callable[..., HttpResponseBase]:
        @login_required
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not agent_of(request).may(permission):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


def agent_of(request: HttpRequest) -> Agent:
    """Return who is signed in; a TypeError where the view forgot to ask."""
    agent: Any = request.user
    if not isinstance(agent, Agent):
        raise TypeError("this view is open to strangers")
    return agent


def held(permission: str) -> Callable[[HttpRequest], bool]:
    """Return a test for `Place.open_to`: whether the reader holds `permission`."""
    return lambda request: isinstance(request.user, Agent) and request.user.may(permission)
