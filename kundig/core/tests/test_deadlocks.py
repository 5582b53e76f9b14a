"""Two that wait for each other: PostgreSQL ends one of them, and it begins again."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from kundig.core.actions import _past_deadlocks, lock
from kundig.customers.models import Customer


@pytest.mark.django_db(transaction=True)
def test_whoever_is_ended_for_a_deadlock_begins_again() -> None:
    rows = [Customer.objects.create(name=name) for name in ("Eins", "Zwei")]
    both_hold_one = threading.Barrier(2, timeout=30)
    tries: list[str] = []

    def rename(name: str, order: list[int]) -> None:
        def act() -> None:
            tries.append(name)
            with transaction.atomic():
                for at, pk in enumerate(order):
                    customer = Customer.objects.get(pk=pk)
                    lock(customer)
                    Customer.objects.filter(pk=pk).update(name=name)
                    if at == 0 and tries.count(name) == 1:
                        both_hold_one.wait()

        try:
            _past_deadlocks(act)
        finally:
            connection.close()

    pks = [row.pk for row in rows]
    threads = [
        threading.Thread(target=rename, args=("vorwärts", pks)),
        threading.Thread(target=rename, args=("rückwärts", pks[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(tries) in (
        ["rückwärts", "rückwärts", "vorwärts"],
        ["rückwärts", "vorwärts", "vorwärts"],
    )
    names = set(Customer.objects.filter(pk__in=pks).values_list("name", flat=True))
    assert len(names) == 1, "one after the other, each wholly"
