"""What happens to customers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import declare

MADE = declare("customer.made", _("{actor} added the customer"), icon="user-plus")
CHANGED = declare(
    "customer.changed",
    _("{actor} changed the customer’s data"),
    icon="user-pen",
    fields={"fields": list},
)
ADDRESS_ADDED = declare(
    "customer.address_added",
    _("{actor} added the address {address}"),
    icon="at-sign",
    fields={"address": str},
    erases=("address",),
)
ADDRESS_FAILED = declare(
    "customer.address_failed",
    _("Mail to {address} came back"),
    icon="mail-warning",
    fields={"address": str},
    erases=("address",),
)
ADDRESS_COMPLAINED = declare(
    "customer.address_complained",
    _("Mail to {address} was marked as spam there"),
    icon="shield-alert",
    fields={"address": str},
    erases=("address",),
)
ADDRESS_REMOVED = declare(
    "customer.address_removed",
    _("{actor} removed the address {address}"),
    icon="at-sign",
    fields={"address": str},
    erases=("address",),
)
NOTE_ADDED = declare(
    "customer.note_added",
    _("{actor} wrote a note about the customer"),
    icon="sticky-note",
    fields={"note_id": int},
)
COMPANY_RENAMED = declare(
    "company.renamed",
    _("{actor} renamed the company from “{before}”"),
    icon="pencil",
    fields={"before": str},
    # A company may bear the name of its owner.
    erases=("before",),
)
DOMAIN_ADDED = declare(
    "company.domain_added",
    _("{actor} added the mail domain {domain}"),
    icon="globe",
    fields={"domain": str},
    erases=("domain",),
)
DOMAIN_REMOVED = declare(
    "company.domain_removed",
    _("{actor} removed the mail domain {domain}"),
    icon="globe",
    fields={"domain": str},
    erases=("domain",),
)
COMPANY_NOTE_ADDED = declare(
    "company.note_added",
    _("{actor} wrote a note about the company"),
    icon="sticky-note",
    fields={"note_id": int},
)
HOST_ADDED = declare(
    "mail_host.added",
    _("{actor} added {host} to the public mail hosts"),
    icon="globe",
    fields={"host": str},
)
HOST_REMOVED = declare(
    "mail_host.removed",
    _("{actor} removed {host} from the public mail hosts"),
    icon="globe",
    fields={"host": str},
)
FIELD_MADE = declare(
    "customer_field.made",
    _("{actor} added the field {label}"),
    icon="plus",
    fields={"label": str},
)
FIELD_CHANGED = declare(
    "customer_field.changed",
    _("{actor} changed the field {label}"),
    icon="pencil",
    fields={"label": str, "fields": list},
)
FIELD_REMOVED = declare(
    "customer_field.removed",
    _("{actor} removed the field {label}"),
    icon="trash-2",
    fields={"label": str},
)
