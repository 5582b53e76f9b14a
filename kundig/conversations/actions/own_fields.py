"""make, change, archive and restore the organisation's own fields of conversations, and fill them in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions, sorting_events
from kundig.conversations.actions.row import add_words, rebuild_words
from kundig.conversations.models import Category, Conversation, ConversationField
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.own_fields import (
    FieldKind,
    clean_choices,
    clean_value,
    free_key,
    free_label,
    values_as_texts,
)
from kundig.core.time import now
from kundig.staff.models import Team
from kundig.staff.permissions import MANAGE_SETTINGS
from kundig.staff.rights import must_see_all

NEEDS = MANAGE_SETTINGS


@action("conversation.set_fields", _("Fill in fields"), needs=permissions.WORK, icon="pencil")
def set_fields(conversation: Conversation, *, by: Actor, fields: dict[str, Any]) -> None:
    """Fill in own fields by their keys; null clears one. Refused for unknown fields and values that don't fit."""
    known = {field.key: field for field in ConversationField.objects.current()}
    if set(fields) - set(known):
        raise Refused(_("There is no such field."))
    cleaned = {key: clean_value(known[key], value) for key, value in fields.items()}
    changed = [key for key, value in cleaned.items() if conversation.fields.get(key) != value]
    if not changed:
        return
    had_values = any(key in conversation.fields for key in changed)
    merged = {**conversation.fields, **cleaned}
    conversation.fields = {key: value for key, value in merged.items() if value is not None}
    conversation.save(update_fields=["fields"])
    if had_values:
        # What stood there is not to be found any more.
        rebuild_words(conversation)
    else:
        add_words(conversation, *values_as_texts(cleaned.values()))
    labels = ", ".join(known[key].label for key in changed)
    record(conversation, sorting_events.FIELDS_SET, by=by, labels=labels, fields=changed)


@action("conversation_field.make", _("Add field"), needs=NEEDS, icon="plus", offered=False)
def make_field(
    *, by: Actor, label: str, kind: FieldKind, choices: Sequence[str] = (), **where: Any
) -> ConversationField:
    """Add a field behind the others; `where` as for `change_field`. Refused where the name is taken."""
    must_see_all(by)
    others = list(ConversationField.objects.all())
    if len(others) >= caps.CUSTOM_FIELDS:
        raise Refused(_("There are %(most)s fields already.") % {"most": caps.CUSTOM_FIELDS})
    label = free_label(label, others)
    last = ConversationField.objects.aggregate(last=Max("position"))["last"] or 0
    field = ConversationField.objects.create(
        key=free_key(label, others),
        label=label,
        kind=kind,
        choices=clean_choices(kind, choices),
        position=last + 1,
    )
    _place(field, **where)
    record(field, sorting_events.FIELD_MADE, by=by, label=field.label)
    return field


@action("conversation_field.change", _("Change field"), needs=NEEDS, icon="pencil", offered=False)
def change_field(
    field: ConversationField,
    *,
    by: Actor,
    label: str,
    position: int,
    choices: Sequence[str] = (),
    **where: Any,
) -> None:
    """Change a field's name, place, choices, and where it is shown: `is_required`, `teams`, `categories`,
    `shown_with` and `shown_for`. Conversations keep a value that can't be chosen any more.
    """
    must_see_all(by)
    field.label = free_label(label, ConversationField.objects.exclude(pk=field.pk))
    field.choices = clean_choices(FieldKind(field.kind), choices)
    field.position = position
    _place(field, **where)
    record(field, sorting_events.FIELD_CHANGED, by=by, label=field.label)


@action(
    "conversation_field.archive", _("Archive field"), needs=NEEDS, icon="archive", offered=False
)
def archive_field(field: ConversationField, *, by: Actor) -> None:
    """Show a field no more; what was filled in stays. Refused while other fields are shown with it."""
    must_see_all(by)
    if field.archived_at is not None:
        return
    depending = field.depending.filter(archived_at=None).first()
    if depending is not None:
        raise Refused(_("“%(field)s” is shown with this field.") % {"field": depending.label})
    field.archived_at = now()
    field.save(update_fields=["archived_at"])
    record(field, sorting_events.FIELD_ARCHIVED, by=by, label=field.label)


@action(
    "conversation_field.restore",
    _("Restore field"),
    needs=NEEDS,
    icon="rotate-ccw",
    offered=False,
)
def restore_field(field: ConversationField, *, by: Actor) -> None:
    """Show an archived field again. Refused while the one that it is shown with is archived."""
    must_see_all(by)
    if field.archived_at is None:
        return
    if field.shown_with is not None and field.shown_with.archived_at is not None:
        raise Refused(_("Bring “%(field)s” back first.") % {"field": field.shown_with.label})
    field.archived_at = None
    field.save(update_fields=["archived_at"])
    record(field, sorting_events.FIELD_RESTORED, by=by, label=field.label)


def _place(
    field: ConversationField,
    *,
    is_required: bool = False,
    teams: Sequence[Team] = (),
    categories: Sequence[Category] = (),
    shown_with: ConversationField | None = None,
    shown_for: Sequence[str] = (),
) -> None:
    above = shown_with
    while above is not None:
        if above.pk == field.pk:
            raise Refused(_("A field can’t depend on itself."))
        above = above.shown_with
    wanted = list(dict.fromkeys(shown_for)) if shown_with else []
    if shown_with is not None and set(wanted) - set(shown_with.choices):
        raise Refused(_("“%(field)s” has no such choice.") % {"field": shown_with.label})
    field.is_required, field.shown_with, field.shown_for = is_required, shown_with, wanted
    field.save()
    field.teams.set(teams)
    field.categories.set(categories)
