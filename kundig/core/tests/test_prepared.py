"""Queries that are written and planned once find what Django's own would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import DateTimeField, F
from django.test.utils import CaptureQueriesContext

from kundig.core.prepared import Given, Prepared
from kundig.customers.models import Address, Customer
from tests import make

_OF = Prepared(
    lambda: (
        Address.objects.filter(customer_id=Given("customer"))
        .select_related("customer__company")
        .annotate(named=F("customer__name"))
        .defer("created_at")
        .order_by("pk")
    )
)


def test_each_run_finds_what_its_values_say(kofi: Customer) -> None:
    other = make.customer(name="Mia")
    for one in (kofi, other, kofi):
        assert _OF.rows(customer=one.pk) == list(one.addresses.order_by("pk"))
    assert _OF.rows(customer=0) == []


def test_rows_come_whole(kofi: Customer) -> None:
    (found,) = _OF.rows(customer=kofi.pk)
    with CaptureQueriesContext(connection) as queries:
        assert found.customer == kofi
        assert found.customer.fields == kofi.fields
        assert found.customer.company == kofi.company
        assert getattr(found, "named", "") == kofi.name
    assert not queries
    assert found.get_deferred_fields() == {"created_at"}
    assert found.created_at == Address.objects.get(pk=found.pk).created_at


def test_a_value_may_be_of_another_type(kofi: Customer) -> None:
    since = Given("since", DateTimeField())
    later = Prepared(lambda: Customer.objects.filter(created_at__gt=since))
    assert later.rows(since=datetime.min.replace(tzinfo=UTC)) == [kofi]
    assert later.rows(since=kofi.created_at) == []


def test_constants_can_stand_in_the_words(kofi: Customer) -> None:
    half = make.customer(name="50 % o'Hara", mail="hara@kunde.example")
    named = Customer.objects.filter(name__contains="% o'")
    spelled = Prepared(lambda: named.filter(pk=Given("customer")), spelled_out=True)
    with CaptureQueriesContext(connection) as queries:
        assert spelled.rows(customer=half.pk) == [half]
        assert spelled.rows(customer=kofi.pk) == []
    first, second = (query["sql"] for query in queries)
    assert first == second
    assert "o''" in first
    assert "$1::bigint" in first
    assert "$2" not in first


def test_what_can_find_nothing_asks_nothing(kofi: Customer) -> None:
    nobody = Prepared(lambda: Customer.objects.filter(pk=Given("customer")).none())
    with CaptureQueriesContext(connection) as queries:
        assert nobody.rows(customer=kofi.pk) == []
    assert not queries


def test_a_value_that_is_missing_is_a_fault(kofi: Customer) -> None:
    with pytest.raises(KeyError):
        _OF.rows()


def test_the_database_plans_it_once(kofi: Customer) -> None:
    with CaptureQueriesContext(connection) as queries:
        _OF.rows(customer=kofi.pk)
        _OF.rows(customer=kofi.pk)
    first, second = (query["sql"] for query in queries)
    assert first == second
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        assert [statement for (statement,) in cursor.fetchall()].count(first) == 1
