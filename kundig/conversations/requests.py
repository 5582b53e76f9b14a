"""Requests of signed-in agents, and which of the two forms of a page they want."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from kundig.staff.models import Agent

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


class AgentRequest(HttpRequest):
    """A request behind `for_agents`."""

    user: Agent
    htmx: HtmxDetails


def for_agents(
    view: Callable[Concatenate[AgentRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """Let only signed-in agents reach `view`; others are sent to sign in.

    Answers depend on whether htmx asked: caches and the back button must keep the two forms apart.
    """

    @login_required
    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        response = view(cast(AgentRequest, request), *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return guarded


def wants_part(request: AgentRequest) -> bool:
    """Tell whether htmx asks for a part of the page, not for the page itself."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def number(request: HttpRequest, name: str) -> int | None:
    """Return the id that the query gives under `name`; None where it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def go_on(conversation_id: int) -> HttpResponseRedirect:
    """Answer a form that was sent without script: return to the conversation."""
    return HttpResponseRedirect(reverse("conversation", args=[conversation_id]))
