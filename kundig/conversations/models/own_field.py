"""Fields that the organisation adds to its conversations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from kundig.conversations.models.category import Category
from kundig.core.own_fields import OwnField
from kundig.staff.models import Team


class ConversationFieldQuerySet(models.QuerySet["ConversationField"]):
    """Fields, narrowed by adjectives."""

    def current(self) -> ConversationFieldQuerySet:
        """Leave out what was archived."""
        return self.filter(archived_at=None)

    def whole(self) -> ConversationFieldQuerySet:
        """Fetch along what decides where a field is shown."""
        return self.prefetch_related("teams", "categories")


class ConversationField(OwnField):
    """A field, and where it is shown: with these teams and categories (none: with all), and with another field.

    Values lie in `Conversation.fields` by `key`; those of an archived field stay there.
    """

    # Nobody resolves a conversation that shows the field and has nothing in it.
    is_required = models.BooleanField(default=False)
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    categories = models.ManyToManyField(Category, blank=True, related_name="+")
    # Shown only where this one has a value; one of `shown_for`, where that is not empty.
    shown_with = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="depending"
    )
    shown_for = models.JSONField(default=list, blank=True)
    archived_at = models.DateTimeField(null=True)

    objects = ConversationFieldQuerySet.as_manager()

    class Meta(OwnField.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = []


def shown_fields(
    fields: Iterable[ConversationField],
    values: dict[str, Any],
    *,
    team: int | None,
    category: int | None,
) -> list[ConversationField]:
    """Return those of the (current, `whole`) fields that a conversation of this team and category shows."""
    known = {field.pk: field for field in fields}
    placed = {
        pk: field
        for pk, field in known.items()
        if _is_among(team, field.teams.all()) and _is_among(category, field.categories.all())
    }

    def is_shown(field: ConversationField) -> bool:
        if field.pk not in placed:
            return False
        leading = known.get(field.shown_with_id or 0)
        if field.shown_with_id is None:
            return True
        return leading is not None and is_shown(leading) and _fits(field, values.get(leading.key))

    return [field for field in known.values() if is_shown(field)]


def _is_among(pk: int | None, chosen: Iterable[models.Model]) -> bool:
    keys = {one.pk for one in chosen}
    return not keys or pk in keys


def _fits(field: ConversationField, value: Any) -> bool:
    if not field.shown_for:
        return value not in (None, "", [], False)
    return bool(set(field.shown_for) & set(value if isinstance(value, list) else [value]))
