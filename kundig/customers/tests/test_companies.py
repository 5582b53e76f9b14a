"""Companies: renaming, mail domains, notes, and their page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.customers.actions import (
    add_company_note,
    add_domain,
    add_mail_host,
    change,
    remove_domain,
    rename,
)
from kundig.customers.models import Company, Customer
from kundig.staff.models import Agent, Team
from tests import make


@pytest.fixture
def mensah(kofi: Customer) -> Company:
    """Kofi's company, as it came with his first mail."""
    assert kofi.company is not None
    return kofi.company


def _page(company: Company, name: str = "company") -> str:
    return reverse(name, args=[company.pk])


def test_renaming_twice_is_once(mensah: Company, anna: Agent) -> None:
    rename(mensah, by=anna.actor, name=" Mensah &  Söhne ")
    rename(mensah, by=anna.actor, name="Mensah & Söhne")
    mensah.refresh_from_db()
    assert mensah.name == "Mensah & Söhne"
    event = Event.objects.get(kind="company.renamed")
    assert event.data == {"before": "mensah.example"}


def test_an_empty_name_is_refused(mensah: Company) -> None:
    with pytest.raises(Refused):
        rename(mensah, by=SYSTEM, name="  ")


def test_whoever_writes_from_a_domain_belongs_to_its_company(mensah: Company) -> None:
    add_domain(mensah, by=SYSTEM, domain="@Mensah-Bau.Example.")
    add_domain(mensah, by=SYSTEM, domain="mensah-bau.example")
    assert make.customer(name="Efua", mail="efua@mensah-bau.example").company == mensah
    assert Event.objects.filter(kind="company.domain_added").count() == 1


def test_who_is_in_no_company_joins_and_others_stay(
    mensah: Company, ida: Customer, otto: Customer
) -> None:
    assert otto.company is not None
    remove_domain(otto.company, by=SYSTEM, domain="fremd.example")
    change(otto, by=SYSTEM, without_company=True)
    add_domain(mensah, by=SYSTEM, domain="fremd.example")
    otto.refresh_from_db()
    ida.refresh_from_db()
    assert otto.company == mensah
    assert ida.company != mensah


@pytest.mark.parametrize(
    "domain", ["", "localhost", "kofi@mensah.example", "a b.example", "gmail.com", "koenig.example"]
)
def test_what_cannot_be_a_company_s_domain_is_refused(
    mensah: Company, ida: Customer, domain: str
) -> None:
    with pytest.raises(Refused):
        add_domain(mensah, by=SYSTEM, domain=domain)


def test_a_host_that_was_named_public_is_no_company_s_domain(mensah: Company) -> None:
    add_mail_host(by=SYSTEM, name="postfach.example")
    with pytest.raises(Refused):
        add_domain(mensah, by=SYSTEM, domain="postfach.example")


def test_there_are_not_endlessly_many_domains(
    mensah: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "COMPANY_DOMAINS", 1)
    with pytest.raises(Refused):
        add_domain(mensah, by=SYSTEM, domain="zwei.example")


def test_without_its_domain_a_company_keeps_its_people(mensah: Company, kofi: Customer) -> None:
    remove_domain(mensah, by=SYSTEM, domain="Mensah.example")
    remove_domain(mensah, by=SYSTEM, domain="mensah.example")
    kofi.refresh_from_db()
    assert kofi.company == mensah
    assert make.customer(name="Neu", mail="neu@mensah.example").company != mensah
    assert Event.objects.filter(kind="company.domain_removed").count() == 1


def test_a_reader_changes_no_company(mensah: Company, rita: Agent) -> None:
    with pytest.raises(NotAllowed):
        rename(mensah, by=rita.actor, name="Anders")
    with pytest.raises(NotAllowed):
        add_company_note(mensah, by=rita.actor, text="Hallo")


def test_s02_a_limited_agent_changes_no_foreign_company(mensah: Company, ben: Agent) -> None:
    with pytest.raises(NotAllowed):
        rename(mensah, by=ben.actor, name="Anders")


def test_the_page_changes_what_it_shows(client: Client, mensah: Company, anna: Agent) -> None:
    client.force_login(anna)
    client.post(_page(mensah, "company-rename"), {"name": "Mensah & Söhne"})
    client.post(_page(mensah, "company-add-domain"), {"domain": "mensah-bau.example"})
    client.post(_page(mensah, "company-remove-domain"), {"domain": "mensah.example"})
    client.post(_page(mensah, "company-add-note"), {"text": "Zahlt pünktlich."})
    text = client.get(_page(mensah)).text
    assert "Mensah &amp; Söhne" in text
    assert "mensah-bau.example" in text
    assert "Zahlt pünktlich." in text
    assert list(mensah.domains.values_list("name", flat=True)) == ["mensah-bau.example"]


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("company-rename", {"name": ""}),
        ("company-rename", {"name": "x" * 201}),
        ("company-add-domain", {"domain": "gmail.com"}),
        ("company-add-domain", {}),
        ("company-add-note", {"text": " "}),
    ],
)
def test_what_is_wrong_stands_in_its_form_again(
    client: Client, mensah: Company, anna: Agent, page: str, data: dict[str, str]
) -> None:
    client.force_login(anna)
    response = client.post(_page(mensah, page), data)
    assert response.status_code == 422
    assert '<details class="fold" open>' in response.text


def test_a_reader_is_offered_no_change(client: Client, mensah: Company, rita: Agent) -> None:
    client.force_login(rita)
    text = client.get(_page(mensah)).text
    assert "Kofi" in text
    assert "<details" not in text


def test_people_come_page_by_page(
    client: Client, mensah: Company, anna: Agent, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(caps.COMPANY_PEOPLE + 3):
        make.customer(name=f"Person {number:02}", mail=f"p{number}@mensah.example")
    client.force_login(anna)
    client.get(_page(mensah))
    with django_assert_num_queries(6):
        first = client.get(_page(mensah)).text
    last = Customer.objects.get(name=f"Person {caps.COMPANY_PEOPLE - 2:02}")
    assert f"?after={last.pk}" in first
    more = client.get(_page(mensah, "company-people"), {"after": last.pk}).text
    assert "Person 14" in more
    assert "Kofi" not in more
    assert "?after=" not in more


def test_conversations_of_its_people_come_page_by_page(
    client: Client, mensah: Company, kofi: Customer, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "COMPANY_CONVERSATIONS", 2)
    for number in range(3):
        make.conversation(customer=kofi, subject=f"Anliegen Nummer {number}")
    client.force_login(anna)
    page = _page(mensah, "company-conversations")
    first = client.get(page, headers={"HX-Request": "true"})
    assert "Anliegen Nummer 2" in first.text
    assert "Anliegen Nummer 0" not in first.text
    after = first.text.partition("?after=")[2].partition('"')[0]
    assert "Anliegen Nummer 0" in client.get(f"{page}?after={after}").text


def test_s02_only_visible_people_and_conversations_stand_there(
    client: Client, mensah: Company, kofi: Customer, ben: Agent, workshop: Team
) -> None:
    make.customer(name="Efua", mail="efua@mensah.example")
    make.conversation(customer=kofi, subject="Werkstatt", team=workshop)
    make.conversation(customer=kofi, subject="Geheim")
    client.force_login(ben)
    assert "Efua" not in client.get(_page(mensah)).text
    text = client.get(_page(mensah, "company-conversations")).text
    assert "Werkstatt" in text
    assert "Geheim" not in text
