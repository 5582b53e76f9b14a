"""find_or_make: the person behind an address, known or new."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.ahead import Question
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.customers import events, permissions
from kundig.customers.actions.hosts import is_mail_host, is_public
from kundig.customers.actions.people import address_key
from kundig.customers.models import Address, AddressKind, Company, Customer, Domain

# Two messages of a new person at once: the second waits here until the first is committed.
_CLAIM = """
INSERT INTO customers_address (customer_id, kind, scope, key, value, created_at)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


# Kind, scope and key: the form in which addresses are compared.
Named = tuple[str, str, str]


@Question
def whose(names: Collection[Named]) -> dict[Named, Customer]:
    """The people behind these addresses; where a phone is several people's, who had it first."""
    kinds, scopes, keys = map(set, zip(*names, strict=True))
    rows = Address.objects.select_related("customer").order_by("-pk")
    # A phone that two had before they were merged stayed with the entry that is gone.
    rows = rows.filter(kind__in=kinds, scope__in=scopes, key__in=keys, customer__merged_into=None)
    return {(row.kind, row.scope, row.key): row.customer for row in rows}


@Question
def _company_at(domains: Collection[str]) -> dict[str, Company]:
    """The companies to which people with addresses at these domains belong."""
    rows = Domain.objects.select_related("company").filter(name__in=domains)
    return {row.name: row.company for row in rows}


@action(
    "customer.find_or_make",
    _("Find or add customer"),
    needs=permissions.CHANGE,
    icon="user-search",
    offered=False,
    savepoint=False,
)
def find_or_make(
    *, by: Actor, kind: AddressKind, value: str, name: str = "", scope: str = ""
) -> Customer:
    """Return the person behind an address, made on first contact; safe against two at once.

    The company is taken from the mail domain unless the domain is a public mail host.
    """
    named = (kind.value, scope, address_key(value))
    known = whose(named)
    if known is not None:
        known.is_new = False
        return known
    company = _company_of(named[2]) if kind == AddressKind.MAIL else None
    customer = Customer(name=one_line(name, 200), company=company)
    customer.save(force_insert=True)
    if not _claim(customer, named, one_line(value, 320)):
        customer.delete()
        first = dict(zip(("kind", "scope", "key"), named, strict=True))
        return Address.objects.select_related("customer").get(**first).customer
    customer.is_new = True
    whose.tell(named, customer)
    record(customer, events.MADE, by=by)
    return customer


def ask_for_senders(addresses: Collection[str]) -> None:
    """Ask ahead for whom `find_or_make` will be asked: see `kundig.core.ahead`."""
    names = [(AddressKind.MAIL.value, "", address_key(address)) for address in addresses]
    whose.ask(names)
    domains = {named[2].rpartition("@")[2] for named in names if whose(named) is None}
    is_mail_host.ask(domains)
    _company_at.ask(domains)


def _claim(customer: Customer, named: Named, value: str) -> bool:
    """Give the address to the customer; False where it is somebody's already."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [customer.pk, *named, value, now()])
        return bool(cursor.rowcount == 1)


def _company_of(mail: str) -> Company | None:
    domain = mail.rpartition("@")[2]
    # A company is named by its domain; only machines make one that no name can hold.
    if "." not in domain or len(domain) > caps.COMPANY_CHARS or is_public(domain):
        return None
    known = _company_at(domain)
    if known is not None:
        return known
    company = Company.objects.create(name=domain)
    entry, added = Domain.objects.get_or_create(name=domain, defaults={"company": company})
    if not added:
        company.delete()
    _company_at.tell(domain, entry.company)
    return entry.company
