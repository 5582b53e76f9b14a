"""Merging two entries and taking them apart again: what moves, what stays, who may, and what comes later."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations.merged_people import tell_conversations
from kundig.conversations.models import Conversation, Message
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import AuditEntry, Event
from kundig.core.own_fields import FieldKind
from kundig.customers.actions import add_address, add_note, change, find_or_make, make_field
from kundig.customers.merging.actions import (
    complete,
    merge_company,
    merge_customer,
    undo_company_merge,
    undo_customer_merge,
)
from kundig.customers.merging.belongings import places_of
from kundig.customers.merging.models import CustomerMerge
from kundig.customers.models import Address, AddressKind, Company, Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.fingerprint import fingerprint

PHONE = "+49 30 1234"


@pytest.fixture
def kofis_other(db: None) -> Customer:
    """Kofi once more, from home."""
    other = make.customer(name="K. Mensah", mail="kofi@zuhause.example")
    add_address(other, by=SYSTEM, kind=AddressKind.PHONE, value=PHONE)
    add_note(other, by=SYSTEM, text="Ruft gern zurück.")
    return other


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def test_everything_that_refers_to_a_customer_moves() -> None:
    assert [place.label for place in places_of(Customer)] == [
        "conversations.conversation",
        "conversations.message",
        "customers.address",
        "customers.customernote",
    ]
    assert [place.label for place in places_of(Company)] == [
        "customers.companynote",
        "customers.customer",
        "customers.domain",
    ]


def test_merging_and_undoing_leaves_what_was(
    kofi: Customer, kofis_other: Customer, clara: Agent
) -> None:
    add_address(kofi, by=SYSTEM, kind=AddressKind.PHONE, value=PHONE)
    home = make.inbound(customer=kofis_other).conversation
    make.inbound(customer=kofi)
    tables = ("customers_", "conversations_conversation", "conversations_message")
    before = {name: rows for name, rows in fingerprint().items() if name.startswith(tables)}
    change(kofis_other, by=SYSTEM, language="de")
    change(kofis_other, by=SYSTEM, language="")

    merge = merge_customer(kofis_other, by=clara.actor, into=kofi, keep=["name"])
    kofi.refresh_from_db()
    home.refresh_from_db()
    assert home.customer == kofi
    assert kofi.name == "K. Mensah"
    assert set(kofi.addresses.values_list("value", flat=True)) == {
        "kofi@mensah.example",
        "kofi@zuhause.example",
        PHONE,
    }
    assert kofi.addresses.filter(kind="phone").count() == 1
    assert kofi.notes.get().text == "Ruft gern zurück."
    assert not Customer.objects.visible_to(SYSTEM).filter(pk=kofis_other.pk).exists()

    undo_customer_merge(merge, by=clara.actor)
    undo_customer_merge(merge, by=clara.actor)
    assert Event.objects.filter(kind="customer.separated").count() == 2
    after = {name: rows for name, rows in fingerprint().items() if name in before}
    assert after == before


def test_mail_from_the_old_address_finds_who_stayed(kofi: Customer, kofis_other: Customer) -> None:
    merge_customer(kofis_other, by=SYSTEM, into=kofi)
    assert make.customer(name="Kofi", mail="Kofi@zuhause.example") == kofi


def test_a_number_that_both_had_leads_to_who_stayed(kofi: Customer, kofis_other: Customer) -> None:
    add_address(kofi, by=SYSTEM, kind=AddressKind.PHONE, value=PHONE)
    merge_customer(kofis_other, by=SYSTEM, into=kofi)
    assert find_or_make(by=SYSTEM, kind=AddressKind.PHONE, value=PHONE) == kofi


def test_empty_values_are_filled_and_others_stay_unless_they_are_kept(
    kofi: Customer, kofis_other: Customer
) -> None:
    for label in ("Nummer", "Vertrag"):
        make_field(by=SYSTEM, label=label, kind=FieldKind.TEXT)
    change(kofi, by=SYSTEM, fields={"nummer": "1"})
    change(
        kofis_other, by=SYSTEM, language="en", vip=True, fields={"nummer": "2", "vertrag": "Gold"}
    )
    merge = merge_customer(kofis_other, by=SYSTEM, into=kofi, keep=["fields.nummer"])
    kofi.refresh_from_db()
    assert kofi.is_vip
    assert (kofi.name, kofi.language) == ("Kofi Mensah", "en")
    assert kofi.fields == {"nummer": "2", "vertrag": "Gold"}

    # What was changed since stays as it is.
    change(kofi, by=SYSTEM, fields={"vertrag": "Platin"})
    undo_customer_merge(merge, by=SYSTEM)
    kofi.refresh_from_db()
    assert kofi.fields == {"nummer": "1", "vertrag": "Platin"}
    assert not Customer.objects.get(pk=kofi.pk).is_vip


def test_a_value_that_does_not_exist_is_refused(kofi: Customer, kofis_other: Customer) -> None:
    with pytest.raises(Refused):
        merge_customer(kofis_other, by=SYSTEM, into=kofi, keep=["merged_into"])


def test_what_came_later_goes_with_its_address(kofi: Customer, kofis_other: Customer) -> None:
    merge = merge_customer(kofis_other, by=SYSTEM, into=kofi)
    kofi.refresh_from_db()
    from_home = {"name": "Kofi", "address": "kofi@zuhause.example"}
    from_work = {"name": "Kofi", "address": "kofi@mensah.example"}
    new_home = make.inbound(customer=kofi, sender=from_home)
    new_work = make.inbound(customer=kofi, sender=from_work)
    mixed = make.inbound(customer=kofi, sender=from_home, conversation=new_work.conversation)
    add_note(kofi, by=SYSTEM, text="Neu")
    undo_customer_merge(merge, by=SYSTEM)
    owner = dict(Message.objects.values_list("pk", "customer"))
    assert owner[new_home.pk] == owner[mixed.pk] == kofis_other.pk
    assert owner[new_work.pk] == kofi.pk
    of = dict(Conversation.objects.values_list("pk", "customer"))
    assert of[new_home.conversation_id] == kofis_other.pk
    assert of[new_work.conversation_id] == kofi.pk
    assert kofi.notes.get().text == "Neu"


def test_merges_are_undone_in_their_order(
    kofi: Customer, kofis_other: Customer, ida: Customer
) -> None:
    first = merge_customer(kofis_other, by=SYSTEM, into=kofi)
    with pytest.raises(Refused):
        merge_customer(kofis_other, by=SYSTEM, into=ida)
    second = merge_customer(kofi, by=SYSTEM, into=ida)
    with pytest.raises(Refused):
        undo_customer_merge(first, by=SYSTEM)
    undo_customer_merge(second, by=SYSTEM)
    undo_customer_merge(first, by=SYSTEM)
    assert Address.objects.get(key="kofi@zuhause.example").customer == kofis_other


def test_an_entry_is_not_merged_into_itself(kofi: Customer) -> None:
    with pytest.raises(Refused):
        merge_customer(kofi, by=SYSTEM, into=Customer.objects.get(pk=kofi.pk))


def test_what_came_in_the_moment_of_the_merge_follows_and_goes_back(
    kofi: Customer, kofis_other: Customer
) -> None:
    merge = merge_customer(kofis_other, by=SYSTEM, into=kofi)
    late = make.inbound(customer=kofis_other).conversation
    complete(merge, by=SYSTEM)
    complete(merge, by=SYSTEM)
    late.refresh_from_db()
    assert late.customer == kofi
    undo_customer_merge(merge, by=SYSTEM)
    late.refresh_from_db()
    assert late.customer == kofis_other


def test_the_timeline_says_so_once_and_without_a_name(
    kofi: Customer, kofis_other: Customer, clara: Agent
) -> None:
    conversation = make.inbound(customer=kofis_other).conversation
    merge = merge_customer(kofis_other, by=clara.actor, into=kofi)
    event = Event.objects.get(kind="customer.merged")
    tell_conversations(event)
    tell_conversations(event)
    told = Event.objects.get(kind="conversation.customer_merged")
    assert (told.subject_id, told.actor_id) == (conversation.pk, clara.pk)
    page = browser(clara).get(reverse("conversation", args=[conversation.pk]), follow=True).text
    assert reverse("customer-merged", args=[merge.pk]) in page


def test_the_old_page_leads_to_the_new_one(
    kofi: Customer, kofis_other: Customer, clara: Agent
) -> None:
    merge_customer(kofis_other, by=SYSTEM, into=kofi)
    answer = browser(clara).get(reverse("customer", args=[kofis_other.pk]))
    assert answer.url == reverse("customer", args=[kofi.pk])  # type: ignore[attr-defined]  # a redirect


def test_by_the_pages(kofi: Customer, kofis_other: Customer, clara: Agent) -> None:
    client = browser(clara)
    url = reverse("customer-merge", args=[kofis_other.pk])
    assert "Kofi Mensah" in client.get(url, {"q": "kofi"}).text
    page = client.get(url, {"into": kofi.pk}).text
    assert "keep-name" in page
    assert "kofi@zuhause.example" in page
    client.post(url, {"into": kofi.pk, "keep-name": "theirs"})
    kofi.refresh_from_db()
    assert kofi.name == "K. Mensah"
    merge = CustomerMerge.objects.get()
    page = client.get(reverse("customer-merged", args=[merge.pk])).text
    assert "kofi@zuhause.example" in page
    answer = client.post(reverse("customer-merge-undo", args=[merge.pk]))
    assert answer.url == reverse("customer", args=[kofis_other.pk])  # type: ignore[attr-defined]  # a redirect


def test_a05_a_foreign_entry_is_not_there_and_nothing_changes(
    ben: Agent, workshop: Team, kofi: Customer, kofis_other: Customer
) -> None:
    make.conversation(customer=kofi, team=workshop)
    client = browser(ben)
    before, noted = fingerprint(), AuditEntry.objects.count()
    url = reverse("customer-merge", args=[kofi.pk])
    assert client.post(url, {"into": kofis_other.pk}).status_code == 404
    assert client.post(url, {"into": 999_999}).status_code == 404
    assert client.get(url, {"into": kofis_other.pk}).status_code == 404
    assert fingerprint() == before
    assert AuditEntry.objects.count() == noted + 2
    with pytest.raises(NotAllowed):
        merge_customer(kofi, by=ben.actor, into=kofis_other)


def test_the_preview_counts_only_what_its_reader_may_see(
    ben: Agent, workshop: Team, kofi: Customer, kofis_other: Customer
) -> None:
    for customer in (kofi, kofis_other):
        make.conversation(customer=customer, team=workshop)
    make.conversation(customer=kofis_other)
    page = browser(ben).get(reverse("customer-merge", args=[kofis_other.pk]), {"into": kofi.pk})
    assert "1 Gespräch<" in page.text


def test_companies_merge_and_separate(kofi: Customer, ida: Customer, clara: Agent) -> None:
    source, target = ida.company, kofi.company
    assert source is not None
    assert target is not None
    merge = merge_company(source, by=clara.actor, into=target)
    later = make.customer(name="Jon", mail="jon@koenig.example")
    assert later.company == target
    assert set(target.domains.values_list("name", flat=True)) == {
        "mensah.example",
        "koenig.example",
    }
    answer = browser(clara).get(reverse("company", args=[source.pk]))
    assert answer.url == reverse("company", args=[target.pk])  # type: ignore[attr-defined]  # a redirect
    undo_company_merge(merge, by=clara.actor)
    assert set(source.customers.values_list("pk", flat=True)) == {ida.pk, later.pk}
    assert target.domains.get().name == "mensah.example"
