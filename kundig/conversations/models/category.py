"""What conversations are about, as a tree that the organisation draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kundig.core import caps


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories, narrowed by adjectives."""

    def current(self) -> CategoryQuerySet:
        """Leave out what was archived or merged."""
        return self.filter(archived_at=None)


class Category(models.Model):
    """One subject and a sentence that says what belongs there. An archived one keeps its conversations."""

    name = models.CharField(_("name"), max_length=caps.CATEGORY_CHARS)
    description = models.CharField(
        _("description"), max_length=caps.CATEGORY_SENTENCE_CHARS, blank=True
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # Among those with the same parent.
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)
    # Where its conversations went, or are going.
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "categories"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("name"),
                "parent",
                condition=models.Q(archived_at=None),
                nulls_distinct=False,
                name="category_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Branch:
    """A category where it stands in the tree: `path` holds the names from the root to it."""

    category: Category
    path: tuple[str, ...]

    @property
    def depth(self) -> int:
        """Return how many categories stand above it."""
        return len(self.path) - 1

    @property
    def words(self) -> str:
        """Return the whole path."""
        return " › ".join(self.path)


def branches(categories: Iterable[Category]) -> list[Branch]:
    """Return the tree of these categories from top to bottom; what lacks its parent stands at the root."""
    found = list(categories)
    known = {category.pk for category in found}
    below: dict[int | None, list[Category]] = {}
    for category in found:
        parent = category.parent_id if category.parent_id in known else None
        below.setdefault(parent, []).append(category)
    return list(_walk(below, None, ()))


def _walk(
    below: dict[int | None, list[Category]], parent: int | None, path: tuple[str, ...]
) -> Iterator[Branch]:
    for category in below.get(parent, ()):
        here = (*path, category.name)
        yield Branch(category, here)
        yield from _walk(below, category.pk, here)
