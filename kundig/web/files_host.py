"""The host of `KUNDIG_FILES_URL` knows files and nothing else: no page, no form, no session."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port


class FilesHost:
    """Gives requests to that host the addresses of `settings.FILES_URLCONF` instead of everybody's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        host = urlsplit(settings.FILES_URL).hostname
        # By the name alone, in any spelling and at any port: whatever came there is the files' affair.
        if host and split_domain_port(request.get_host())[0] == host:
            request.urlconf = settings.FILES_URLCONF
        return self.get_response(request)
