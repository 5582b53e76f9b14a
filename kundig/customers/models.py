"""Nouns: Customer, Address, Company, Domain, MailHost, CustomerNote, CompanyNote, CustomField."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core.actor import Actor, Grants
from kundig.core.languages import LANGUAGES
from kundig.core.own_fields import OwnField
from kundig.core.time import now
from kundig.customers.reach import within_reach


def _apart(text: Combinable) -> Func:
    """Put spaces between letters and digits on one hand and all signs on the other, so that each word is one."""
    return Func(text, Value("[^[:alnum:]]+"), Value(" "), Value("g"), function="regexp_replace")


# What the search of customers and companies looks at: words of names, and the words that an address is made of.
NAME_WORDS = SearchVector("name", config="simple")
ADDRESS_WORDS = SearchVector(_apart(F("value")), config="simple")
# And the values of fields, whatever their kind.
_VALUES = Func(F("fields"), Value("$.*"), function="jsonb_path_query_array")
FIELD_WORDS = SearchVector(_apart(Cast(_VALUES, models.CharField())), config="simple")


class CompanyQuerySet(models.QuerySet["Company"]):
    """Companies, narrowed by adjectives."""

    def visible_to(self, actor: Actor) -> CompanyQuerySet:
        """Narrow to those this actor may see: for whoever sees only some people, the companies of these.

        What was merged into another one is seen there alone.
        """
        if not actor.may("customer.see"):
            return self.none()
        reach = within_reach(actor.grants)
        people = Customer.objects.filter(reach, company=models.OuterRef("pk"))
        rows = self.filter(merged_into=None)
        return rows.filter(models.Exists(people)) if reach else rows


class Company(models.Model):
    """An organisation outside, known by its mail domains."""

    name = models.CharField(_("name"), max_length=200)
    # Where its people, domains and notes went: see `merging`.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "companies"
        indexes = [GinIndex(NAME_WORDS, name="company_words")]

    def __str__(self) -> str:
        return self.name

    def is_within(self, grants: Grants) -> bool:
        """Tell whether somebody with these grants may see the company: one of its people is enough."""
        reach = within_reach(grants)
        return not reach or Customer.objects.filter(reach, company=self).exists()


class Domain(models.Model):
    """A mail domain that belongs to one company; public mail hosts are never stored here."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=253, unique=True)

    def __str__(self) -> str:
        return self.name


class MailHost(models.Model):
    """A mail host that people of any company use, beside those that everybody knows (see `mail_hosts`)."""

    name = models.CharField(max_length=253, unique=True)

    def __str__(self) -> str:
        return self.name


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers, narrowed by adjectives that can be chained."""

    def visible_to(self, actor: Actor) -> CustomerQuerySet:
        """Narrow to those whom this actor may see: nobody without the permission, and who is within reach.

        Whoever was merged into another entry is seen there alone.
        """
        if not actor.may("customer.see"):
            return self.none()
        return self.filter(within_reach(actor.grants), merged_into=None)


class Customer(models.Model):
    """A person outside. Identity is the set of addresses; none of them is a key by itself."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    company = models.ForeignKey(
        Company,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="customers",
        verbose_name=_("company"),
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    vip_since = models.DateTimeField(null=True, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    # The entry that stayed where this person was known twice: see `merging`.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    # True on what `find_or_make` has just made: nothing else refers to it yet.
    is_new = False

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name", "id"], name="customer_name"),
            models.Index(fields=["created_at"], name="customer_made"),
            GinIndex(NAME_WORDS, name="customer_words"),
            GinIndex(FIELD_WORDS, name="customer_field_words"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """Return the name, or the first address where none is known."""
        return self.name or self._first_address or f"#{self.pk}"

    @property
    def reached_at(self) -> str:
        """Return the first address, to stand below the name; empty where it is the name."""
        return self._first_address if self.name else ""

    @property
    def _first_address(self) -> str:
        # Not sorted by the database: lists have fetched the addresses of all their rows already.
        first = min(self.addresses.all(), key=lambda address: address.pk, default=None)
        return first.value if first else ""

    @property
    def language_name(self) -> str | Promise:
        """Return what the language is called, to the reader; empty where it is not known."""
        return LANGUAGES.get(self.language, self.language)

    @property
    def is_vip(self) -> bool:
        """Tell whether the customer is marked as very important."""
        return self.vip_since is not None

    def is_within(self, grants: Grants) -> bool:
        """Tell whether somebody with these grants may see the customer."""
        reach = within_reach(grants)
        return not reach or Customer.objects.filter(reach, pk=self.pk).exists()


def entry_that_stayed(model: type[Customer | Company], pk: int) -> int:
    """Return the number of the entry into which the one of this number went at last; its own where it went nowhere."""
    into = pk
    while (
        next_into := model._base_manager.filter(pk=into)
        .values_list("merged_into", flat=True)
        .first()
    ):
        into = next_into
    return into


class AddressKind(models.TextChoices):
    """The ways to reach a person. A room for a channel may use any of them."""

    MAIL = "mail", _("E-mail")
    PHONE = "phone", _("Phone")
    HANDLE = "handle", _("Account")
    VISITOR = "visitor", _("Visitor")


class Address(models.Model):
    """One way to reach a customer. `scope` tells apart equal handles of different networks.

    A phone number is no identity: two people may share one, so only mail and account addresses are
    unique.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=12, choices=AddressKind.choices)
    scope = models.CharField(max_length=64, blank=True)
    value = models.CharField(_("address"), max_length=320)
    # The form that is compared: lower case, composed.
    key = models.CharField(max_length=320)
    # Set when mail to it came back for good.
    failed_at = models.DateTimeField(null=True)
    # Set when whoever reads there marked mail of ours as spam.
    complained_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "addresses"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "scope", "key"],
                condition=~models.Q(kind="phone"),
                name="address_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "key"], name="address_key"),
            GinIndex(ADDRESS_WORDS, name="address_words"),
        ]

    def __str__(self) -> str:
        return self.value


class CustomerNote(models.Model):
    """A remark of the staff about a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=10_000)
    author_kind = models.CharField(max_length=16)
    author_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class CompanyNote(models.Model):
    """A remark of the staff about a company."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=10_000)
    author_kind = models.CharField(max_length=16)
    author_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class CustomField(OwnField):
    """A field that the organisation adds to its customers; values lie in `Customer.fields` by `key`."""
