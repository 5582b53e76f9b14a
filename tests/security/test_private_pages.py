"""What an agent was shown stays with them: no cache on the way or in the browser keeps it for the next person."""

from __future__ import annotations

import pytest

from tests.calls import send
from tests.permission_table import TABLE
from tests.routes import routes
from tests.world import World, changed_back

pytestmark = pytest.mark.django_db


def test_no_page_of_a_signed_in_agent_is_kept_by_a_shared_cache(world: World) -> None:
    kept = []
    for name, route in sorted(routes().items()):
        row = TABLE.get(name)
        if row is None or row.get is None:
            continue
        things = world.things("administrator", own=True)
        with changed_back():
            answer = send(world, route, "GET", row.url(route, things), {}, "administrator")
        policy = answer.headers.get("Cache-Control", "")
        if "private" not in policy and "no-store" not in policy:
            kept.append(name)
    assert kept == []


def test_pages_with_conversations_are_not_even_kept_by_the_browser(world: World) -> None:
    client = world.browsers["agent"]
    for path in ("/inbox/all/", "/customers/", "/search/?q=x", "/settings/security/"):
        assert client.get(path)["Cache-Control"] == "private, no-store", path
