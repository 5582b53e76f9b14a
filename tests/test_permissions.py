"""The permission matrix: every route × role × own and foreign things, generated from the list of addresses."""

from __future__ import annotations

import pytest

from tests.calls import outcome_of, send
from tests.fingerprint import changed, written
from tests.permission_table import TABLE
from tests.routes import Outcome, Route, Row, Rule, routes
from tests.world import ROLES, World, changed_back

pytestmark = pytest.mark.django_db


def test_a01_every_route_has_a_row() -> None:
    assert set(routes()) == set(TABLE)


CASES = [
    pytest.param(route, TABLE[name], method, id=f"{method} {name}")
    for name, route in sorted(routes().items())
    if name in TABLE
    for method in ("GET", "POST")
]


@pytest.mark.parametrize(("route", "row", "method"), CASES)
def test_a01_every_role_gets_what_the_table_says(
    world: World, route: Route, row: Row, method: str
) -> None:
    rule = row.get if method == "GET" else row.post
    if rule is None:
        assert attempt(world, route, row, method, "administrator", own=True) == "405"
        return
    cells = expected(rule, row)
    found = {(role, own): attempt(world, route, row, method, role, own=own) for role, own in cells}
    assert found == cells


def expected(rule: Rule, row: Row) -> dict[tuple[str, bool], str]:
    """Return what the rule says of each role and whether the thing is its own, in the row's words.

    Foreign things are tried by Ben, and by everybody to whom they make a difference.
    """
    said: dict[tuple[str, bool], Outcome] = {(role, True): rule.own[role] for role in ROLES}
    if row.names_something:
        said |= {
            (role, False): rule.foreign[role]
            for role in ROLES
            if role == "limited" or rule.foreign[role] != rule.own[role]
        }
    return {cell: row.lets if outcome == "in" else outcome for cell, outcome in said.items()}


def attempt(world: World, route: Route, row: Row, method: str, role: str, *, own: bool) -> str:
    """Call once, undo everything and return what came of it; what is not let in changes nothing."""
    things = world.things(role, own=own)
    url = row.url(route, things)
    with changed_back():
        since = written()
        response = send(world, route, method, url, row.filled(things), role)
        result = outcome_of(response)
        if method == "GET" or result != "in":
            what = changed(world.fingerprint, since)
            assert not what, f"{method} {url} by {role} changed {what}"
    return result
