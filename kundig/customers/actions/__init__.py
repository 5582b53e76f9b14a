"""Verbs of the customers' room: about people, their companies, the fields that describe them, and mail hosts."""

from __future__ import annotations

from kundig.customers.actions.companies import (
    add_company_note,
    add_domain,
    remove_domain,
    rename,
)
from kundig.customers.actions.contact import ask_for_senders, find_or_make
from kundig.customers.actions.fields import change_field, make_field, remove_field
from kundig.customers.actions.hosts import add_mail_host, is_public, remove_mail_host
from kundig.customers.actions.people import (
    add_address,
    add_note,
    address_key,
    change,
    make,
    mark_address_complained,
    mark_address_failed,
    remove_address,
)

__all__ = [
    "add_address",
    "add_company_note",
    "add_domain",
    "add_mail_host",
    "add_note",
    "address_key",
    "ask_for_senders",
    "change",
    "change_field",
    "find_or_make",
    "is_public",
    "make",
    "make_field",
    "mark_address_complained",
    "mark_address_failed",
    "remove_address",
    "remove_domain",
    "remove_field",
    "remove_mail_host",
    "rename",
]
