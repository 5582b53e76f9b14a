"""The watch of the tests that try everything: it sees what was written, and only that."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kundig.customers.models import Customer
from kundig.staff.models import Team
from tests.fingerprint import changed, written
from tests.world import World, changed_back

pytestmark = pytest.mark.django_db


def team_is_made() -> None:
    Team.objects.create(name="Neu")


def customer_is_renamed() -> None:
    Customer.objects.update(name="Jemand")


def workshop_is_left() -> None:
    Team.objects.get(name="Werkstatt").agents.clear()


@pytest.mark.parametrize(
    ("change", "table"),
    [
        (team_is_made, "staff_team"),
        (customer_is_renamed, "customers_customer"),
        (workshop_is_left, "staff_agent_teams"),
    ],
)
def test_what_is_changed_is_named(world: World, change: Callable[[], None], table: str) -> None:
    # The second time shows that what was undone is not counted as there.
    for _time in range(2):
        with changed_back():
            since = written()
            change()
            assert changed(world.fingerprint, since) == [table]


def test_reading_and_writing_the_same_again_is_no_change(world: World) -> None:
    with changed_back():
        since = written()
        team = Team.objects.first()
        assert team is not None
        team.save()
        with changed_back():
            customer_is_renamed()
        assert changed(world.fingerprint, since) == []
