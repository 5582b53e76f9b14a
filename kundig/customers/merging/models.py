"""CustomerMerge, CompanyMerge: two entries that became one, remembered row by row so that it can be undone.

SamePerson, Sign: two entries that may be one person, and by what such are found.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kundig.core.actor import Actor, Grants
from kundig.core.time import now
from kundig.customers.models import Company, Customer


class MergeQuerySet(models.QuerySet["Any"]):
    """Merges, narrowed by adjectives."""

    def standing(self) -> Self:
        """Narrow to those that nobody has undone."""
        return self.filter(undone_at=None)

    def into(self, target: models.Model) -> Self:
        """Narrow to what became part of `target` and still is, the newest first, with the entries that went."""
        return self.standing().filter(target=target).select_related("source").order_by("-pk")

    def visible_to(self, actor: Actor) -> Self:
        """Narrow to those whose result this actor may see."""
        things = self.model._meta.get_field("target").related_model
        assert issubclass(things, Customer | Company)
        return self.filter(target__in=things.objects.visible_to(actor))


class Merge(models.Model):
    """What `source` was made of went to `target`.

    `moved` holds the ids of the rows that went, by the label of their model; `changed` the values of the
    target that became others, each as [before, after].
    """

    source: models.ForeignKey[Any, Any]
    target: models.ForeignKey[Any, Any]

    moved = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=now)
    by_kind = models.CharField(max_length=16)
    by_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"  # type: ignore[attr-defined]  # of the heirs' keys

    def is_within(self, grants: Grants) -> bool:
        """Tell whether somebody with these grants may see what came of it."""
        return bool(self.target.is_within(grants))


class CustomerMerge(Merge):
    """Two entries of one person that became one."""

    # Without a name the other way round: what refers to a customer so does not move with them.
    source = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")


class CompanyMerge(Merge):
    """Two entries of one company that became one."""

    source = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")


def is_made_of_several(merges: type[CustomerMerge] | type[CompanyMerge]) -> models.Exists:
    """Return the question whether another entry became part of the one that is fetched; it costs no query."""
    standing = merges._default_manager.filter(undone_at=None)
    return models.Exists(standing.filter(target=models.OuterRef("pk")))


class SamePersonQuerySet(models.QuerySet["SamePerson"]):
    """Pairs, narrowed by adjectives."""

    def open(self) -> Self:
        """Narrow to those about which nobody has decided."""
        return self.filter(denied_at=None, one__merged_into=None, other__merged_into=None)

    def about(self, customer: object) -> Self:
        """Narrow to those of one customer."""
        return self.filter(Q(one=customer) | Q(other=customer))

    def visible_to(self, actor: Actor) -> Self:
        """Narrow to those of which this actor may see both."""
        seen = Customer.objects.visible_to(actor)
        return self.filter(one__in=seen, other__in=seen)


class SamePerson(models.Model):
    """Two entries that may be one person, the older one first, and why; `denied_at` where somebody said no."""

    one = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    reasons = ArrayField(models.CharField(max_length=12))
    found_at = models.DateTimeField(default=now)
    denied_at = models.DateTimeField(null=True)

    objects = SamePersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "same people"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["one", "other"], name="same_person_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-found_at", "-id"],
                condition=Q(denied_at=None),
                name="same_person_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}?"

    def is_within(self, grants: Grants) -> bool:
        """Tell whether somebody with these grants may see both."""
        return self.one.is_within(grants) and self.other.is_within(grants)


def may_be_known_twice(customer: str) -> models.Exists:
    """Return the question whether an open pair names the customer whom a row names in `customer`."""
    return models.Exists(SamePerson.objects.open().about(models.OuterRef(customer)))


class Sign(models.Model):
    """Something that two entries of one person would share, as a number: it names nobody."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    key = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.key}"
