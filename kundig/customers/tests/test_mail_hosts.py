"""Public mail hosts: whose addresses say nothing about a company."""

from __future__ import annotations

import pytest

from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.customers.actions import add_mail_host
from kundig.customers.models import Company, MailHost
from kundig.staff.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


def test_a_named_host_makes_nobody_part_of_a_company() -> None:
    add_mail_host(by=SYSTEM, name="Postfach.Example.")
    customer = make.customer(name="Jule", mail="jule@postfach.example")
    assert customer.company is None
    assert not Company.objects.exists()


def test_who_was_put_into_a_company_leaves_it() -> None:
    jule = make.customer(name="Jule", mail="jule@postfach.example")
    kofi = make.customer(name="Kofi", mail="kofi@mensah.example")
    add_mail_host(by=SYSTEM, name="postfach.example")
    jule.refresh_from_db()
    kofi.refresh_from_db()
    assert jule.company is None
    assert str(kofi.company) == "mensah.example"


def test_twice_is_once() -> None:
    assert add_mail_host(by=SYSTEM, name="a.example") == add_mail_host(by=SYSTEM, name="a.example")


@pytest.mark.parametrize("name", ["", "localhost", "jule@postfach.example"])
def test_what_is_no_domain_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        add_mail_host(by=SYSTEM, name=name)


def test_a_reader_may_not(rita: Agent) -> None:
    with pytest.raises(NotAllowed):
        add_mail_host(by=rita.actor, name="postfach.example")
    assert not MailHost.objects.exists()
