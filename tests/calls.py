"""Calling any route as anybody, and what came of it in the words of the permission table."""

from __future__ import annotations

import copy
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kundig.api.endpoints import BYTES, JSON
from tests.routes import Outcome, Route
from tests.world import World


def send(world: World, route: Route, method: str, url: str, body: dict[str, Any], role: str) -> Any:
    """Send a call as this role does: with its token to the API, with its session to pages."""
    if route.is_api and role in world.programs:
        program = world.programs[role]
        headers = {"Authorization": f"Bearer {program.token}"}
        return call(program.client, route, method, url, body, headers)
    client = world.browsers[role]
    cookies = copy.deepcopy(client.cookies)
    try:
        return call(client, route, method, url, body)
    finally:
        # Some routes sign out.
        client.cookies = cookies


def call(
    client: Client,
    route: Route,
    method: str,
    url: str,
    body: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> Any:
    """Send a body as the route takes it: JSON, bytes, a file or a form."""
    if method == "GET":
        return client.get(url, headers=headers)
    if route.name == "api:attachment-upload":
        return client.post(f"{url}?name=x", b"x", content_type=BYTES, headers=headers)
    if route.is_api:
        return client.post(url, json.dumps(body), content_type=JSON, headers=headers)
    if route.name == "upload":
        body = {"file": SimpleUploadedFile("x.txt", b"x")}
    return client.post(url, body, headers=headers)


def outcome_of(response: Any) -> Outcome | str:
    """Return the table's word for a response; its status where the table has none."""
    status: int = response.status_code
    if status == 302:
        return _PLACES.get(response["Location"].partition("?")[0], "in")
    return _STATUSES.get(status, "in" if status < 400 else str(status))


_STATUSES: dict[int, Outcome] = {
    # A call that only makes sense after another one.
    400: "invalid",
    401: "sign in",
    403: "forbidden",
    404: "missing",
    409: "refused",
    422: "refused",
}
_PLACES: dict[str, Outcome] = {
    "/account/login/": "sign in",
    "/account/again/": "again",
    "/account/again/code/": "again",
}
