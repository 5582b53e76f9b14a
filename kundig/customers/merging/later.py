"""What happens later: who came to a company after a merge, and asking later whether somebody is known twice."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from procrastinate.contrib.django import app

from kundig.core.jobs import LATER
from kundig.customers.merging.belongings import Rows, moved_rows
from kundig.customers.merging.models import Merge
from kundig.customers.models import Address, AddressKind, Customer, Domain

LOOK_FOR_SAME = "merging.look_for_same"


def look_for_same_later(customer: Customer) -> None:
    """Let a job look for other entries of a customer, in the running transaction."""
    # By name: the job knows the verbs, not the other way round.
    lock = f"customer:{customer.pk}"
    app.configure_task(LOOK_FOR_SAME, lock=lock, priority=LATER).defer(customer_id=customer.pk)


def newcomers(merge: Merge) -> Rows:
    """Return the people who came since from a mail domain that goes back."""
    domains = list(moved_rows(merge, Domain).values_list("name", flat=True))
    if not domains:
        return {}
    at_domain: Any = Q()
    for name in domains:
        at_domain |= Q(key__endswith=f"@{name}")
    addresses = Address.objects.filter(at_domain, kind=AddressKind.MAIL)
    since = Customer.objects.filter(company=merge.target, created_at__gt=merge.made_at)
    ids = since.filter(pk__in=addresses.values("customer")).order_by("pk")
    return {Customer._meta.label_lower: list(ids.values_list("pk", flat=True))}
