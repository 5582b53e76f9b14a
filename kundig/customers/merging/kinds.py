"""What differs between merging people and merging companies, for pages that are the same for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core.actor import Actor
from kundig.customers.merging import actions
from kundig.customers.merging.models import CompanyMerge, CustomerMerge, Merge
from kundig.customers.models import Company, Customer
from kundig.customers.search import find_companies, find_customers


@dataclass(frozen=True)
class Kind:
    """One kind of entries: their models, verbs and words. `page` names the address of one entry."""

    page: str
    model: type[Customer | Company]
    merges: type[Merge]
    merge: Callable[..., Merge]
    undo: Callable[..., None]
    find: Callable[[str, Actor], QuerySet[Any]]
    act: str
    heading: str | Promise
    question: str | Promise


CUSTOMER = Kind(
    "customer",
    Customer,
    CustomerMerge,
    actions.merge_customer,
    actions.undo_customer_merge,
    find_customers,
    "customer.merge",
    _("Merge customers"),
    _("Which other entry is the same person?"),
)
COMPANY = Kind(
    "company",
    Company,
    CompanyMerge,
    actions.merge_company,
    actions.undo_company_merge,
    find_companies,
    "company.merge",
    _("Merge companies"),
    _("Which other entry is the same company?"),
)
