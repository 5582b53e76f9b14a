"""What the room of customers keeps of people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core.events import kinds
from kundig.core.models import Event, JobFailure
from kundig.customers.erasing.erasers import Person
from kundig.customers.merging.models import CustomerMerge, SamePerson
from kundig.customers.models import Address, Company, CompanyNote, Customer, CustomerNote, Domain

# Events of one kind are blanked so many at a time.
_PORTION = 500


def person_of(customer: Customer) -> Person:
    """Return whom a customer is: with the entries that were merged into theirs."""
    ids, more = {customer.pk}, {customer.pk}
    while more:
        merged = Customer._base_manager.filter(merged_into__in=more)
        more = set(merged.values_list("pk", flat=True)) - ids
        ids |= more
    rows = Address.objects.filter(customer__in=ids).values_list("key", "value")
    addresses = {one for row in rows for one in row}
    names = Customer._base_manager.filter(pk__in=ids).values_list("name", flat=True)
    return Person(
        tuple(sorted(ids)), tuple(sorted(addresses)), tuple({name for name in names if name})
    )


def erase_people(person: Person) -> Iterator[None]:
    """Take out names, addresses, notes and what was noted of merging; the rows stay for the figures."""
    with transaction.atomic():
        pair = Q(one__in=person.ids) | Q(other__in=person.ids)
        SamePerson.objects.filter(pair).delete()
        merges = CustomerMerge.objects.filter(Q(source__in=person.ids) | Q(target__in=person.ids))
        merges.update(moved={}, changed={})
        JobFailure.objects.filter(person.named_in("error")).update(error="")
        CustomerNote.objects.filter(customer__in=person.ids).delete()
        Address.objects.filter(customer__in=person.ids).delete()
        companies = _of_nobody_else(person)
        everything: dict[str, Any] = {
            "name": "",
            "company": None,
            "language": "",
            "vip_since": None,
            "fields": {},
        }
        Customer._base_manager.filter(pk__in=person.ids).update(**everything)
        CompanyNote.objects.filter(company__in=companies).delete()
        Domain.objects.filter(company__in=companies).delete()
        Company.objects.filter(pk__in=companies).update(name="")
    yield
    about = Q(subject_kind="customer", subject_id__in=person.ids)
    about |= Q(subject_kind="company", subject_id__in=companies)
    yield from blank_events(Event.objects.filter(about))


def _of_nobody_else(person: Person) -> tuple[int, ...]:
    """The companies that were made of the person's own domain, as it were: nobody else belongs to them."""
    others = Customer._base_manager.exclude(pk__in=person.ids).filter(company=OuterRef("pk"))
    found = Company.objects.filter(customers__in=person.ids).exclude(Exists(others))
    return tuple(found.distinct().values_list("pk", flat=True))


def count_people(person: Person) -> list[tuple[str | Promise, int]]:
    """Return how many addresses and notes will go."""
    return [
        (_("Addresses"), Address.objects.filter(customer__in=person.ids).count()),
        (_("Notes about the person"), CustomerNote.objects.filter(customer__in=person.ids).count()),
    ]


def blank_events(events: QuerySet[Event]) -> Iterator[None]:
    """Blank what these events declare as somebody's own words; comes back after each portion."""
    erases = {kind.name: kind.erases for kind in kinds() if kind.erases}
    found = events.filter(kind__in=list(erases))
    last = 0
    while portion := list(found.filter(pk__gt=last).order_by("pk")[:_PORTION]):
        for event in portion:
            event.data = {
                name: "" if name in erases[event.kind] else value
                for name, value in event.data.items()
            }
        Event.objects.bulk_update(portion, ["data"])
        last = portion[-1].pk
        yield
