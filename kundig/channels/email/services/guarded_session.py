"""The way of `requests`, which django-anymail speaks, through the one guarded client."""

from __future__ import annotations

import io
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from kundig.core import caps
from kundig.core.fetch import fetch
from kundig.core.outside import Unreachable


class GuardedAdapter(BaseAdapter):
    """Sends each request by `core.fetch`; what that refuses is a ConnectionError."""

    def __init__(self, *, own_networks: bool) -> None:
        super().__init__()
        self._own_networks = own_networks

    def send(
        self, request: requests.PreparedRequest, *_args: Any, **_words: Any
    ) -> requests.Response:
        """Return the answer to a prepared request. Never follows a redirect."""
        body = request.body.encode() if isinstance(request.body, str) else request.body
        assert body is None or isinstance(body, bytes), "django-anymail hands in no streams"
        try:
            answer = fetch(
                request.url or "",
                method=request.method or "GET",
                headers={name: str(value) for name, value in request.headers.items()},
                content=body,
                own_networks=self._own_networks,
                seconds=caps.SERVICE_SECONDS,
            )
        except Unreachable as problem:
            raise requests.ConnectionError(problem, request=request) from problem
        response = requests.Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(answer.headers.items())
        # It is unpacked already.
        response.headers.pop("Content-Encoding", None)
        response.raw = io.BytesIO(answer.content)
        response.url, response.request = request.url or "", request
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        return response

    def close(self) -> None:
        """Do nothing: no connection outlives its request."""


def guard(session: requests.Session, *, own_networks: bool) -> None:
    """Let all of a session's requests go through the guarded client, whatever the environment says of proxies."""
    session.trust_env = False
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, GuardedAdapter(own_networks=own_networks))
