"""Verbs of the customers' room: about people (`people`) and about the fields that describe them (`fields`)."""

from __future__ import annotations

from kundig.customers.actions.fields import change_field, make_field, remove_field
from kundig.customers.actions.people import (
    add_address,
    add_mail_host,
    add_note,
    address_key,
    change,
    find_or_make,
    make,
    mark_address_failed,
    remove_address,
)

__all__ = [
    "add_address",
    "add_mail_host",
    "add_note",
    "address_key",
    "change",
    "change_field",
    "find_or_make",
    "make",
    "make_field",
    "mark_address_failed",
    "remove_address",
    "remove_field",
]
