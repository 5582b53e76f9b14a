"""The frame around every request: an id for the log, and refusals turned into pages."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from kundig.core import audit
from kundig.core.errors import Refused

log = logging.getLogger("kundig.request")

# What Django answers with a page of its own and nobody has to mend.
EXPECTED = (Http404, PermissionDenied, SuspiciousOperation, BadRequest)


class RequestFrame:
    """Gives each request an id and turns `Refused` into an answer that a person understands.

    Refused acts go into the audit trail when the request's transactions are over, undone or not.

    Any other exception is logged with the id and answered by Django's 500 page, which shows the id and
    nothing of the inside.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        request.error_number = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]  # our own mark
        with audit.collecting():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer a refusal with its sentence; leave everything else to Django."""
        if isinstance(problem, Refused):
            return refusal(request, problem)
        if isinstance(problem, EXPECTED):
            return None
        log.error(
            "request %s failed: %s %s",
            getattr(request, "error_number", "-"),
            request.method,
            request.path.replace("\n", "%0A").replace("\r", "%0D"),
        )
        return None


def refusal(request: HttpRequest, problem: Refused) -> HttpResponse:
    """Return the refusal as a toast for htmx, as a page otherwise."""
    htmx = request.headers.get("HX-Request") == "true"
    template = "web/components/refusal.html" if htmx else "web/errors/refused.html"
    response = render(request, template, {"sentence": problem.sentence}, status=problem.status)
    if htmx:
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "beforeend"
    return response
