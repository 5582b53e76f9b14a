"""Pages for what went wrong; ``kundig.config.urls`` names them as its handlers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001  # Django passes it
    """Handler for 400."""
    return render(request, "web/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001  # Django passes it
    """Handler for 403."""
    return render(request, "web/errors/403.html", status=403)


def csrf_failure(request: HttpRequest, **_reason: object) -> HttpResponse:
    """For ``CSRF_FAILURE_VIEW``: the page was open too long, or the form came from elsewhere."""
    return render(request, "web/errors/403.html", {"stale": True}, status=403)


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001  # Django passes it
    """Handler for 404."""
    return render(request, "web/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler for 500: no context, no session and no database, for one of them may be the cause."""
    number = getattr(request, "error_number", "")
    return HttpResponse(render_to_string("web/errors/500.html", {"number": number}), status=500)
