"""Pages that belong to no room: the design, shown whole, and the page without a connection."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kundig.web.samples import SignInSample, samples


def design(request: HttpRequest) -> HttpResponse:
    """Shows every token and component in every state."""
    return render(request, "web/design.html", samples())


def design_desk(request: HttpRequest) -> HttpResponse:
    """The desk's shell with sample content; ``?pane=`` chooses the pane of a phone."""
    pane = "list" if request.GET.get("pane") == "list" else "conversation"
    return render(request, "web/design/desk.html", samples() | {"pane": pane, "place": "inbox"})


def design_settings(request: HttpRequest) -> HttpResponse:
    """The settings' shell with a sample form."""
    return render(request, "web/design/settings.html", samples() | {"place": "mailboxes"})


def design_narrow(request: HttpRequest) -> HttpResponse:
    """The narrow page as it is used for signing in."""
    return render(request, "web/design/narrow.html", {"form": SignInSample()})


def offline(request: HttpRequest) -> HttpResponse:
    """What a page shows that could not be reached."""
    return render(request, "web/errors/offline.html")
