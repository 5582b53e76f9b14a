"""The organisation's own fields of customers: added, changed and removed on a page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Event
from kundig.core.own_fields import FieldKind
from kundig.customers import actions
from kundig.customers.models import Customer, CustomField
from kundig.staff.models import Agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def adas(client: Client, ada: Agent) -> Client:
    """Ada, signed in."""
    client.force_login(ada)
    return client


def a_field(label: str = "Tarif") -> CustomField:
    """Return a field with two choices."""
    return actions.make_field(
        by=SYSTEM, label=label, kind=FieldKind.CHOICE, choices=["Basis", "Plus", "Plus"]
    )


def test_a_field_is_added_and_filled(adas: Client, kofi: Customer) -> None:
    data = {"label": "Tarif", "kind": "choice", "choices": "Basis\r\nPlus\r\n\r\n"}
    assert adas.post(reverse("customer-field-make"), data).status_code == 302
    assert CustomField.objects.get().choices == ["Basis", "Plus"]
    adas.post(reverse("customer-change", args=[kofi.pk]), {"name": "Kofi", "field_tarif": "Plus"})
    assert "Tarif" in adas.get(reverse("customer", args=[kofi.pk])).text


def test_a_field_is_changed_once(adas: Client) -> None:
    field = a_field()
    data = {"label": "Vertrag", "choices": "Basis", "position": "3"}
    adas.post(reverse("customer-field", args=[field.pk]), data)
    adas.post(reverse("customer-field", args=[field.pk]), data)
    field.refresh_from_db()
    assert (field.label, field.choices, field.position) == ("Vertrag", ["Basis"], 3)
    assert Event.objects.filter(kind="customer_field.changed").count() == 1


def test_a_removed_field_takes_its_values_along(adas: Client, kofi: Customer) -> None:
    actions.make_field(by=SYSTEM, label="Nummer", kind=FieldKind.TEXT)
    field = a_field()
    actions.change(kofi, by=SYSTEM, fields={"tarif": "Plus", "nummer": "7"})
    adas.post(reverse("customer-field-remove", args=[field.pk]))
    kofi.refresh_from_db()
    assert kofi.fields == {"nummer": "7"}


@pytest.mark.parametrize(
    ("label", "choices"), [("tarif", ["Eins"]), ("  ", ["Eins"]), ("Neu", []), ("Neu", [" "])]
)
def test_what_does_not_fit_is_refused(label: str, choices: list[str]) -> None:
    a_field()
    with pytest.raises(Refused):
        actions.make_field(by=SYSTEM, label=label, kind=FieldKind.CHOICE, choices=choices)


def test_equal_beginnings_get_keys_of_their_own() -> None:
    keys = [a_field(label).key for label in ("Tarif", "Tarif!", "???", "!!!")]
    assert keys == ["tarif", "tarif-2", "field", "field-2"]


@pytest.mark.parametrize("page", ["customer-fields", "customer-field-make"])
def test_there_is_nothing_for_others(client: Client, anna: Agent, page: str) -> None:
    client.force_login(anna)
    assert client.get(reverse(page)).status_code == 404
