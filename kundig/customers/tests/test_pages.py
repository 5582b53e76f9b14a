"""Pages of people and companies: who sees whom, and what can be changed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations.models import Conversation
from kundig.customers.models import Company, Customer, CustomField
from kundig.staff.models import Agent, Team
from tests import make


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna, signed in."""
    client.force_login(anna)
    return client


def _page(customer: Customer, name: str = "customer", *more: int) -> str:
    return reverse(name, args=[customer.pk, *more])


def test_the_person_s_page_shows_who_it_is(annas: Client, conversation: Conversation) -> None:
    text = annas.get(_page(conversation.customer)).text
    assert "Kofi Mensah" in text
    assert "kofi@mensah.example" in text


def test_the_stream_has_all_conversations(
    annas: Client, conversation: Conversation, kofi: Customer
) -> None:
    make.conversation(customer=kofi, subject="Zweites", text="Noch etwas")
    text = annas.get(_page(kofi, "customer-stream")).text
    assert conversation.subject in text
    assert "Noch etwas" in text


def test_the_stream_leaves_out_what_one_may_not_see(
    client: Client, conversation: Conversation, kofi: Customer, ben: Agent, workshop: Team
) -> None:
    make.conversation(customer=kofi, team=workshop, subject="Werkstatt")
    client.force_login(ben)
    text = client.get(_page(kofi, "customer-stream")).text
    assert "Werkstatt" in text
    assert conversation.subject not in text


PAGES = ["customer", "customer-stream", "customer-change"]


@pytest.mark.parametrize("page", PAGES)
def test_a_person_out_of_reach_is_as_unknown_as_none(
    client: Client, conversation: Conversation, ben: Agent, page: str
) -> None:
    client.force_login(ben)
    assert client.get(_page(conversation.customer, page)).status_code == 404
    assert client.get(reverse(page, args=[999])).status_code == 404


def test_the_list_leaves_out_who_is_out_of_reach(
    client: Client, conversation: Conversation, ben: Agent, anna: Agent
) -> None:
    client.force_login(ben)
    assert "Kofi" not in client.get(reverse("customers")).text
    client.force_login(anna)
    assert "Kofi" in client.get(reverse("customers")).text
    assert "Kofi" in client.get(reverse("customers"), {"q": "mensah.ex"}).text


def test_changing_a_person(annas: Client, kofi: Customer) -> None:
    CustomField.objects.create(key="number", label="Kundennummer", kind="text")
    data = {"name": "Kofi M.", "language": "de", "vip": "on", "field_number": "K-1"}
    annas.post(_page(kofi, "customer-change"), data)
    kofi.refresh_from_db()
    assert (kofi.name, kofi.language, kofi.is_vip) == ("Kofi M.", "de", True)
    assert kofi.fields == {"number": "K-1"}
    assert "Kundennummer" in annas.get(_page(kofi)).text


def test_s02_a_limited_agent_is_offered_no_foreign_company(
    client: Client, ben: Agent, kofi: Customer, ida: Customer, workshop: Team
) -> None:
    make.conversation(customer=kofi, team=workshop)
    assert ida.company is not None
    page = _page(kofi, "customer-change")
    client.force_login(ben)
    text = client.get(page).text
    assert "mensah.example" in text
    assert ida.company.name not in text
    response = client.post(page, {"name": "Kofi", "company": ida.company_id})
    assert response.status_code == 422


def test_a_company_can_be_taken_away(annas: Client, kofi: Customer) -> None:
    assert kofi.company is not None
    annas.post(_page(kofi, "customer-change"), {"name": kofi.name, "company": ""})
    kofi.refresh_from_db()
    assert kofi.company is None


def test_a_reader_changes_nothing(client: Client, kofi: Customer, rita: Agent) -> None:
    client.force_login(rita)
    assert client.get(_page(kofi, "customer-change")).status_code == 403
    assert client.post(_page(kofi, "customer-add-note"), {"text": "x"}).status_code == 403


def test_addresses_come_and_go_but_the_last_stays(annas: Client, kofi: Customer) -> None:
    add = _page(kofi, "customer-add-address")
    annas.post(add, {"kind": "phone", "value": "+49 30 1"})
    phone = kofi.addresses.get(kind="phone")
    annas.post(_page(kofi, "customer-remove-address", phone.pk))
    last = kofi.addresses.get()
    assert annas.post(_page(kofi, "customer-remove-address", last.pk)).status_code == 409


def test_an_address_of_somebody_else_is_refused_with_words(
    annas: Client, kofi: Customer, ida: Customer
) -> None:
    add = _page(kofi, "customer-add-address")
    response = annas.post(add, {"kind": "mail", "value": "ida@koenig.example"})
    assert response.status_code == 422
    assert "ida@koenig.example" in response.text


def test_another_person_s_address_cannot_be_removed(
    annas: Client, kofi: Customer, ida: Customer
) -> None:
    address = ida.addresses.get()
    url = _page(kofi, "customer-remove-address", address.pk)
    assert annas.post(url).status_code == 404


def test_notes_are_kept(annas: Client, kofi: Customer) -> None:
    annas.post(_page(kofi, "customer-add-note"), {"text": "Ruft gern an."})
    assert "Ruft gern an." in annas.get(_page(kofi)).text


def test_a_company_shows_its_people_within_reach(
    client: Client, conversation: Conversation, anna: Agent, ben: Agent
) -> None:
    company = Company.objects.get(name="mensah.example")
    client.force_login(anna)
    assert "Kofi" in client.get(reverse("company", args=[company.pk])).text
    client.force_login(ben)
    assert client.get(reverse("company", args=[company.pk])).status_code == 404


@pytest.mark.parametrize("after", ["9" * 5_000, "9" * 18, "٣", "-1", "x"])
def test_an_odd_place_in_the_list_is_its_beginning(
    annas: Client, kofi: Customer, after: str
) -> None:
    answer = annas.get(reverse("customers"), {"after": after})
    assert answer.status_code == 200
    assert "Kofi Mensah" in answer.text
