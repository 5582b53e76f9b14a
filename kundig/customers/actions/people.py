"""make, change and what belongs to one person: addresses, notes."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.mail_address import is_mail_address
from kundig.core.text import one_line, storable
from kundig.core.time import now
from kundig.customers import events, permissions
from kundig.customers.custom_fields import clean_fields
from kundig.customers.models import (
    Address,
    AddressKind,
    Company,
    Customer,
    CustomerNote,
)


def address_key(value: str) -> str:
    """Return the form in which addresses are compared: composed, without outer spaces, lower case."""
    return unicodedata.normalize("NFC", value).strip().casefold()[:320]


@action("customer.make", _("Add customer"), needs=permissions.CHANGE, icon="user-plus")
def make(*, by: Actor, name: str = "", mail: str = "", language: str = "") -> Customer:
    """Add a customer, with a mail address where one is given.

    Refused where the address belongs to another customer.
    """
    customer = Customer.objects.create(name=one_line(name, 200), language=language[:8])
    record(customer, events.MADE, by=by)
    if mail:
        _add_address(customer, by, AddressKind.MAIL, mail)
    return customer


@action("customer.change", _("Change customer"), needs=permissions.CHANGE, icon="user-pen")
def change(
    customer: Customer,
    *,
    by: Actor,
    name: str | None = None,
    language: str | None = None,
    vip: bool | None = None,
    company: Company | None = None,
    without_company: bool = False,
    fields: dict[str, Any] | None = None,
) -> None:
    """Change what is known about a customer; what is not given stays as it is."""
    changed: list[str] = []
    if name is not None and one_line(name, 200) != customer.name:
        customer.name = one_line(name, 200)
        changed.append("name")
    if language is not None and language[:8] != customer.language:
        customer.language = language[:8]
        changed.append("language")
    if vip is not None and vip != customer.is_vip:
        customer.vip_since = now() if vip else None
        changed.append("vip_since")
    wanted = None if without_company else company or customer.company
    if wanted != customer.company:
        customer.company = wanted
        changed.append("company")
    if fields is not None:
        merged = {**customer.fields, **clean_fields(fields)}
        if merged != customer.fields:
            customer.fields = merged
            changed.append("fields")
    if changed:
        customer.save(update_fields=changed)
        record(customer, events.CHANGED, by=by, fields=changed)


@action("customer.add_address", _("Add address"), needs=permissions.CHANGE, icon="at-sign")
def add_address(customer: Customer, *, by: Actor, kind: AddressKind, value: str) -> Address:
    """Add a way to reach the customer; refused where it belongs to somebody else."""
    return _add_address(customer, by, kind, value)


def _add_address(customer: Customer, by: Actor, kind: AddressKind, value: str) -> Address:
    # What was cut to fit would be another address.
    if kind == AddressKind.MAIL and not is_mail_address(value.strip()):
        raise Refused(_("This is not an address."))
    value = one_line(value, 320)
    key = address_key(value)
    if not key:
        raise Refused(_("This is not an address."))
    address, added = Address.objects.get_or_create(
        kind=kind, scope="", key=key, defaults={"customer": customer, "value": value}
    )
    if address.customer_id != customer.pk:
        if kind != AddressKind.PHONE:
            raise Refused(_("This address belongs to another customer."))
        address, added = Address.objects.get_or_create(
            customer=customer, kind=kind, scope="", key=key, defaults={"value": value}
        )
    if added:
        record(customer, events.ADDRESS_ADDED, by=by, address=value)
    return address


@action("customer.remove_address", _("Remove address"), needs=permissions.CHANGE, icon="at-sign")
def remove_address(customer: Customer, *, by: Actor, address: Address) -> None:
    """Remove one of the customer's addresses; the last one stays."""
    if address.customer_id != customer.pk:
        return
    if customer.addresses.count() < 2:
        raise Refused(_("The last address of a customer can’t be removed."))
    value = address.value
    address.delete()
    record(customer, events.ADDRESS_REMOVED, by=by, address=value)


@action(
    "customer.mark_address_failed",
    _("Note that mail comes back"),
    needs=permissions.CHANGE,
    icon="mail-warning",
    offered=False,
)
def mark_address_failed(customer: Customer, *, by: Actor, mail: str) -> None:
    """Note that mail to one of the customer's addresses came back for good; any other address is left alone."""
    address = customer.addresses.filter(
        kind=AddressKind.MAIL, key=address_key(mail), failed_at=None
    ).first()
    if address is None:
        return
    address.failed_at = now()
    address.save(update_fields=["failed_at"])
    record(customer, events.ADDRESS_FAILED, by=by, address=address.value)


@action(
    "customer.mark_address_complained",
    _("Note a complaint"),
    needs=permissions.CHANGE,
    icon="shield-alert",
    offered=False,
)
def mark_address_complained(customer: Customer, *, by: Actor, mail: str) -> None:
    """Note that mail to one of the customer's addresses was marked as spam there; any other is left alone."""
    address = customer.addresses.filter(
        kind=AddressKind.MAIL, key=address_key(mail), complained_at=None
    ).first()
    if address is None:
        return
    address.complained_at = now()
    address.save(update_fields=["complained_at"])
    record(customer, events.ADDRESS_COMPLAINED, by=by, address=address.value)


@action(
    "customer.add_note",
    _("Write a note about the customer"),
    needs=permissions.CHANGE,
    icon="sticky-note",
)
def add_note(customer: Customer, *, by: Actor, text: str) -> CustomerNote:
    """Write a remark about the customer that only the staff sees."""
    text = storable(text).strip()[: caps.CUSTOMER_NOTE_CHARS]
    if not text:
        raise Refused(_("The note is empty."))
    note = CustomerNote.objects.create(
        customer=customer, text=text, author_kind=by.kind, author_id=by.id
    )
    record(customer, events.NOTE_ADDED, by=by, note_id=note.pk)
    return note
