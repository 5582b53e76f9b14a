"""Pages that somebody opens go out compressed, as far as that gives nothing away.

How well a page compresses tells somebody on the wire what in it is alike. Whoever can put words of their own beside
a secret and have the page sent again and again reads it so, letter by letter (BREACH). Hence only what a person opens
from here or by hand is compressed, never what another site makes a browser fetch; nothing whose address brings
words along; and each time a few bytes of chance go with it. The token of forms is another one in each page anyway.
"""

from __future__ import annotations

import gzip
import io
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

# Half of the time that the usual 6 takes, and a page is hardly larger.
LEVEL = 3
LEAST_BYTES = 2_000
MOST_CHANCE_BYTES = 100
# What a browser sends along: that a whole page is opened, by a link of ours or by hand.
_OPENED = {"same-origin", "none"}


class CompressedPages:
    """Compresses (gzip) whole pages for browsers that say that a person opens them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, its page compressed if it is safe to."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_page(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding", "Sec-Fetch-Site", "Sec-Fetch-Dest"])
        if _is_opened(request):
            _compress(response)
        return response


def _is_page(response: HttpResponse) -> bool:
    is_html = response.get("Content-Type", "").startswith("text/html")
    is_plain = not response.has_header("Content-Encoding")
    return is_html and is_plain and len(response.content) >= LEAST_BYTES


def _is_opened(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and not request.META.get("QUERY_STRING")
        and request.headers.get("Sec-Fetch-Dest") == "document"
        and request.headers.get("Sec-Fetch-Site") in _OPENED
        and "gzip" in request.headers.get("Accept-Encoding", "")
    )


def _compress(response: HttpResponse) -> None:
    packed = io.BytesIO()
    # The name of a file that stands in what is packed and that nobody reads.
    chance = secrets.token_hex(MOST_CHANCE_BYTES)[: secrets.randbelow(MOST_CHANCE_BYTES) + 1]
    with gzip.GzipFile(chance, "wb", LEVEL, packed, mtime=0) as file:
        file.write(response.content)
    response.content = packed.getvalue()
    response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = "gzip"
