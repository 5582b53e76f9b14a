"""Public mail hosts: whose addresses say nothing about a company."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.customers.actions import add_mail_host, remove_mail_host
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


@pytest.mark.parametrize("name", ["", "localhost", "jule@postfach.example", "gmail.com"])
def test_what_cannot_be_a_further_host_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        add_mail_host(by=SYSTEM, name=name)


def test_without_the_host_its_people_have_a_company_again() -> None:
    host = add_mail_host(by=SYSTEM, name="postfach.example")
    remove_mail_host(host, by=SYSTEM)
    assert make.customer(name="Jule", mail="jule@postfach.example").company is not None


@pytest.mark.parametrize("who", ["rita", "anna"])
def test_only_who_arranges_customers_may(request: pytest.FixtureRequest, who: str) -> None:
    agent: Agent = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        add_mail_host(by=agent.actor, name="postfach.example")
    assert not MailHost.objects.exists()


def test_the_page_adds_and_removes(client: Client, ada: Agent) -> None:
    client.force_login(ada)
    page = reverse("mail-hosts")
    assert client.post(page, {"name": "postfach.example"}).status_code == 302
    host = MailHost.objects.get(name="postfach.example")
    assert "postfach.example" in client.get(page).text
    client.post(reverse("mail-host-remove", args=[host.pk]))
    assert not MailHost.objects.exists()


@pytest.mark.parametrize("name", ["", "gmail.com", "x" * 300])
def test_what_is_wrong_stands_beside_the_field(client: Client, ada: Agent, name: str) -> None:
    client.force_login(ada)
    response = client.post(reverse("mail-hosts"), {"name": name})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
