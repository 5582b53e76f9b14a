"""Wherever somebody types a mail address: one address, or an error and nothing done (F03)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kundig.channels.email.actions import MAILBOX_FIELDS
from kundig.channels.email.models import Mailbox
from tests.calls import send
from tests.fingerprint import changed, written
from tests.jobs import waiting
from tests.permission_table import TABLE
from tests.routes import routes
from tests.world import World, changed_back

pytestmark = pytest.mark.django_db

SEVERAL = [
    "a@b.example, c@d.example",
    "a@b.example;c@d.example",
    "Ida <a@b.example>, <c@d.example>",
]
NONE = [
    "a@b.example c@d.example",
    '"x y"@z',
    "a@b",
    "a@@b.example",
    "@b.example",
    "a@",
    "a" * 400 + "@b.example",
    "a@" + "b." * 200 + "example",
]

# A mailbox as the page sends it; text in each field, as from a browser.
MAILBOX = {
    **{name: str(getattr(Mailbox(), name) or "") for name in MAILBOX_FIELDS},
    "address": "frei@lummer.example",
    "name": "Service",
}

# Route, the field with the address, what else is sent, whether the field takes several.
DOORS: list[tuple[str, str, dict[str, Any], bool]] = [
    ("agent-invite", "email", {}, False),
    ("agent", "email", {"name": "Emil", "role": "$role"}, False),
    ("conversation-start", "to", {}, False),
    ("customer-add-address", "value", {"kind": "mail"}, False),
    ("mailbox-make", "address", MAILBOX, False),
    ("mailbox", "address", MAILBOX, False),
    ("mailbox", "further_addresses", MAILBOX, False),
    ("conversation-reply", "to", {}, True),
    ("conversation-reply", "bcc", {}, True),
    ("conversation-forward", "to", {}, True),
    ("conversation-start-side", "to", {}, True),
    ("api:customer-make", "mail", {}, False),
    ("api:customer-add_address", "value", {"kind": "mail"}, False),
    ("api:conversation-reply", "to", {}, False),
    ("api:conversation-reply", "cc", {}, False),
    ("api:conversation-forward", "to", {}, False),
    ("api:conversation-start_side", "to", {}, False),
]
LISTS = {"to", "cc", "bcc"}


def attempt(world: World, name: str, field: str, more: dict[str, Any], address: str) -> int:
    """Send what the route takes with this address in it and return the status."""
    route, row = routes()[name], TABLE[name]
    things = world.things("administrator", own=True)
    body = row.filled(things) | {
        key: things[value[1:]] if str(value).startswith("$") else value
        for key, value in more.items()
    }
    takes_list = route.is_api and field in LISTS
    body[field] = [address] if takes_list else address
    answer = send(world, route, "POST", row.url(route, things), body, "administrator")
    status: int = answer.status_code
    return status


@pytest.mark.parametrize(("name", "field", "more", "several"), DOORS)
def test_f03_a_typed_address_is_one_address_or_an_error(
    world: World, name: str, field: str, more: dict[str, Any], several: bool
) -> None:
    for address in NONE if several else SEVERAL + NONE:
        with changed_back():
            since = written()
            # A page shows the form once more, with what is wrong.
            assert attempt(world, name, field, more, address) in {200, 400, 409, 422}, address
            assert not changed(world.fingerprint, since), address


@pytest.mark.parametrize(("name", "field", "more", "several"), DOORS)
def test_f03_an_address_with_umlauts_in_its_domain_is_one(
    world: World, name: str, field: str, more: dict[str, Any], several: bool
) -> None:
    with changed_back():
        since = written()
        assert attempt(world, name, field, more, "neu@grün-weiß.example") in {200, 201, 302}
        assert changed(world.fingerprint, since)


def test_f03_whoever_asks_for_a_new_password_names_one_address(
    world: World, client: Client
) -> None:
    for address in SEVERAL + NONE:
        assert client.post("/account/password/reset/", {"email": address}).status_code == 200
    assert not waiting("staff.send_reset")
