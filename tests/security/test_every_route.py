"""What holds on every route: forged posts, foreign hosts, faults of ours, and that reading changes nothing."""

from __future__ import annotations

import copy
import logging
from typing import Any, NoReturn
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.http import url_has_allowed_host_and_scheme

from kundig.api.registry import endpoints
from tests.calls import call, send
from tests.fingerprint import changed, written
from tests.permission_table import TABLE
from tests.routes import Route, Row, routes
from tests.world import World, changed_back

pytestmark = pytest.mark.django_db

ROUTES = [(route, TABLE[name]) for name, route in sorted(routes().items()) if name in TABLE]
POSTS = [
    pytest.param(route, row, id=route.name)
    for route, row in ROUTES
    if row.post is not None and not route.is_api
]
ALL = [pytest.param(route, row, id=route.name) for route, row in ROUTES]


def administrator(world: World, *, checks: bool = False) -> Client:
    """Return a browser in which the administrator is signed in."""
    client = Client(enforce_csrf_checks=checks, raise_request_exception=False)
    client.cookies = copy.deepcopy(world.browsers["administrator"].cookies)
    return client


def test_a08_reading_everything_changes_nothing(world: World) -> None:
    with changed_back():
        since = written()
        for route, row in ROUTES:
            for role in ("anonymous", "administrator"):
                things = world.things(role, own=True)
                send(world, route, "GET", row.url(route, things), {}, role)
        assert not changed(world.fingerprint, since)


OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
FORM = "application/x-www-form-urlencoded"
# Without a token, or no such method here.
REFUSED = (403, 405)


def test_a06_a_child_is_there_under_its_own_parent_alone(world: World) -> None:
    """The administrator sees both parents and both children."""
    own, foreign = (world.things("administrator", own=is_own) for is_own in (True, False))
    tried: set[str] = set()
    for route, row in ROUTES:
        children = {name: foreign[name] for name in row.names[1:] if name in CHILDREN}
        if not children:
            continue
        tried |= children.keys()
        method = "GET" if row.get else "POST"
        with changed_back():
            since = written()
            mixed = {**own, **children}
            url, body = row.url(route, mixed), row.filled(mixed)
            response = send(world, route, method, url, body, "administrator")
            assert response.status_code == 404, route.name
            assert not changed(world.fingerprint, since), route.name
    assert tried == CHILDREN


# Things that are named below their parent.
CHILDREN = {"message", "inbound", "address"}


@pytest.mark.parametrize(("route", "row"), POSTS)
def test_a10_a_forged_post_does_nothing(world: World, route: Route, row: Row) -> None:
    things = world.things("administrator", own=True)
    url, body = row.url(route, things), row.filled(things)
    forgeries: list[dict[str, Any]] = [
        {"data": body},
        {"data": "x", "content_type": "text/plain"},
        {"data": body, "headers": {"Origin": "http://testserver.evil"}},
        # Nor does a word for another method make the token needless.
        *(
            {"data": {**body, "_method": method}, "headers": dict.fromkeys(OVERRIDES, method)}
            for method in ("GET", "OPTIONS")
        ),
    ]
    client = administrator(world, checks=True)
    with changed_back():
        since = written()
        for forgery in forgeries:
            assert client.post(url, **forgery).status_code == (401 if route.is_hook else 403)
        # Nor does a GET become a POST because a header or a field says so.
        client.get(url, {**body, "_method": "POST"}, headers=dict.fromkeys(OVERRIDES, "POST"))
        # With the methods that nobody asks for, a token is asked for all the same.
        for method in ("PUT", "PATCH", "DELETE"):
            assert (
                client.generic(method, url, urlencode(body, doseq=True), FORM).status_code
                in REFUSED
            )
        assert not changed(world.fingerprint, since)


def test_a11_a_foreign_host_is_refused_everywhere(world: World) -> None:
    client = administrator(world)
    things = world.things("administrator", own=True)
    for number, (route, row) in enumerate(ROUTES):
        host = FOREIGN_HOSTS[number % len(FOREIGN_HOSTS)]
        response = client.get(row.url(route, things), headers={"Host": host})
        assert response.status_code == 400, route.name
        assert b"evil" not in response.content


FOREIGN_HOSTS = ("evil.example", "testserver.evil.example", "testserver@evil.example", "evil b")


class Fault(Exception):
    """A fault of ours, with things inside that nobody may see."""


def broken(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise Fault("SELECT secret FROM staff_agent")


@pytest.mark.parametrize(("route", "row"), ALL)
def test_a16_a_fault_of_ours_shows_a_number_and_nothing_else(
    world: World,
    route: Route,
    row: Row,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    method = "GET" if row.get else "POST"
    endpoint = next((one for one in endpoints() if f"api:{one.name}" == route.name), None)
    if endpoint is not None:
        monkeypatch.setitem(endpoint.__dict__, "answer", broken)
    else:
        monkeypatch.setattr(route.pattern, "callback", broken)
    things = world.things("administrator", own=True)
    with changed_back(), caplog.at_level(logging.ERROR, "kundig.request"):
        response = _call(world, route, row, method, things)
    assert response.status_code == 500
    shown = response.content.decode()
    (record,) = [record for record in caplog.records if record.name == "kundig.request"]
    number = str(record.args[0]) if isinstance(record.args, tuple) else ""
    assert len(number) == 12
    assert number in shown
    for inside in ("Traceback", "Fault", "SELECT", "staff_agent", ".py", "sessionid"):
        assert inside not in shown


def _call(
    world: World, route: Route, row: Row, method: str, things: dict[str, Any]
) -> HttpResponse:
    url, body = row.url(route, things), row.filled(things)
    headers = {}
    if route.is_api:
        headers = {"Authorization": f"Bearer {world.programs['administrator'].token}"}
    response: HttpResponse = call(administrator(world), route, method, url, body, headers)
    return response


def test_a14_no_next_leads_elsewhere(world: World) -> None:
    for route, row in ROUTES:
        if row.post is None or route.is_api:
            continue
        things = world.things("administrator", own=True)
        for place in ("//evil.example", "/\\evil.example", "javascript:alert(1)", "http://evil"):
            body = {**row.filled(things), "next": place}
            with changed_back():
                response = administrator(world).post(row.url(route, things), body)
            location = response.headers.get("Location", "/")
            own = url_has_allowed_host_and_scheme(location, allowed_hosts=None)
            assert own, f"{route.name}: {location}"


def test_a09_no_route_speaks_to_foreign_origins(world: World) -> None:
    client = administrator(world)
    things = world.things("administrator", own=True)
    for route, row in ROUTES:
        with changed_back():
            for origin in ("null", "https://testserver.evil.example"):
                response = client.get(row.url(route, things), headers={"Origin": origin})
                named = [name for name in response.headers if name.startswith("Access-Control")]
                assert not named, route.name
