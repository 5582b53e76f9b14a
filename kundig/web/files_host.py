"""The host of `KUNDIG_FILES_URL` knows files and nothing else: no page, no form, no session."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class FilesHost:
    """Gives requests to that host the addresses of `settings.FILES_URLCONF` instead of everybody's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        host = urlsplit(settings.FILES_URL).netloc
        if host and request.get_host() == host.lower():
            request.urlconf = settings.FILES_URLCONF
        return self.get_response(request)
