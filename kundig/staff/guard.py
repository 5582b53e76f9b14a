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


def needs(
    permission: str, *, everywhere: bool = False
) -> Callable[[AgentView[P]], Callable[..., HttpResponseBase]]:
    """Guard a view: strangers sign in first, and for agents without `permission` there is nothing (404).

    With `everywhere` there is nothing for those who are limited to teams either: it concerns all of them.
    """

    def guard(view: AgentView[P]) -> Callable[..., HttpResponseBase]:
        @login_required
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not _may(agent_of(request), permission, everywhere=everywhere):
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


def held(permission: str, *, everywhere: bool = False) -> Callable[[HttpRequest], bool]:
    """Return a test for `Place.open_to`: whether the reader holds `permission`, and in all teams if asked."""
    return lambda request: (
        isinstance(request.user, Agent) and _may(request.user, permission, everywhere=everywhere)
    )


def _may(agent: Agent, permission: str, *, everywhere: bool) -> bool:
    return agent.may(permission) and not (everywhere and agent.grants.teams is not None)
