"""The cast: the same few people in every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase

from kundig.conversations.models import Channel, Conversation
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import database, make, network
from tests.program import Program
from tests.server import Server, running

network.refuse()
# After a test whose transactions are real: Django would truncate every table and make its permissions anew.
TransactionTestCase._fixture_teardown = lambda _case: database.empty()  # type: ignore[attr-defined]  # unknown to the stubs


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Give each process of the tests a database of its own."""
    with django_db_blocker.unblock():
        provided = database.provide()
        next(provided)
    yield
    with django_db_blocker.unblock():
        next(provided, None)


@pytest.fixture(autouse=True)
def stays_on_this_machine() -> Iterator[None]:
    """Fail a test that wanted to talk to the outside, even where the code has swallowed the refusal."""
    network.attempts.clear()
    yield
    if network.attempts:
        pytest.fail(f"wanted to leave this machine: {', '.join(network.attempts)}")


@pytest.fixture
def first_level(db: None) -> Team:
    """First level: Anna's team."""
    return make.team(name="Erste Stufe")


@pytest.fixture
def workshop(db: None) -> Team:
    """The workshop: Ben's team."""
    return make.team(name="Werkstatt")


@pytest.fixture
def anna(first_level: Team) -> Agent:
    """Anna, first level, sees everything and works on it."""
    return make.agent(name="Anna", role=make.role(name="Mitarbeiter"), teams=[first_level])


@pytest.fixture
def ben(workshop: Team) -> Agent:
    """Ben, second level, limited to his team's conversations and his own."""
    role = make.role(name="Werkstatt", own_teams_only=True)
    return make.agent(name="Ben", role=role, teams=[workshop])


@pytest.fixture
def clara(first_level: Team, workshop: Team) -> Agent:
    """Clara, lead, holds every permission."""
    role = make.role(name="Leitung", allows=make.all_permissions())
    return make.agent(name="Clara", role=role, teams=[first_level, workshop])


@pytest.fixture
def rita(db: None) -> Agent:
    """Rita, reader: sees everything, changes nothing."""
    return make.agent(
        name="Rita", role=make.role(name="Leser", allows=["conversation.see", "customer.see"])
    )


@pytest.fixture
def ada(db: None) -> Agent:
    """Ada, administrator."""
    return make.agent(
        name="Ada", role=make.role(name="Administrator", allows=[], is_administrator=True)
    )


@pytest.fixture
def kofi(db: None) -> Customer:
    """Kofi, a customer."""
    return make.customer(name="Kofi Mensah", mail="kofi@mensah.example")


@pytest.fixture
def ida(db: None) -> Customer:
    """Ida, a very important customer."""
    return make.customer(name="Ida König", mail="ida@koenig.example")


@pytest.fixture
def otto(db: None) -> Customer:
    """Otto, an outsider: a customer with nothing to do with the others' conversations."""
    return make.customer(name="Otto Fremd", mail="otto@fremd.example")


@pytest.fixture
def service(db: None) -> Channel:
    """The company's mailbox."""
    return make.channel()


@pytest.fixture
def conversation(kofi: Customer, first_level: Team) -> Conversation:
    """Kofi's conversation with the first level."""
    return make.conversation(customer=kofi, team=first_level)


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    """A real web server on the test database."""
    with running() as server:
        yield server


@pytest.fixture
def program(anna: Agent) -> Program:
    """A program with Anna's token."""
    return Program(anna)


@pytest.fixture
def bens_program(ben: Agent) -> Program:
    """A program with Ben's token: it sees the workshop's conversations alone."""
    return Program(ben)
