"""CustomerMerge and CompanyMerge: two entries that became one, remembered row by row so that it can be undone."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

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
