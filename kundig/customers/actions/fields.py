"""make_field, change_field, remove_field: what the organisation wants to know about its customers."""

from __future__ import annotations

from django.db.models import F, Max, TextField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.own_fields import FieldKind, clean_choices, free_key, free_label
from kundig.customers import events, permissions
from kundig.customers.models import Customer, CustomField

NEEDS = permissions.ARRANGE


@action("customer_field.make", _("Add field"), needs=NEEDS, icon="plus", offered=False)
def make_field(
    *, by: Actor, label: str, kind: FieldKind, choices: list[str] | None = None
) -> CustomField:
    """Add a field behind the others. Refused where the name is taken or a choice has nothing to choose."""
    if CustomField.objects.count() >= caps.CUSTOM_FIELDS:
        raise Refused(_("There are %(most)s fields already.") % {"most": caps.CUSTOM_FIELDS})
    others = list(CustomField.objects.all())
    label = free_label(label, others)
    last = CustomField.objects.aggregate(last=Max("position"))["last"] or 0
    field = CustomField.objects.create(
        key=free_key(label, others),
        label=label,
        kind=kind,
        choices=clean_choices(kind, choices or []),
        position=last + 1,
    )
    record(field, events.FIELD_MADE, by=by, label=field.label)
    return field


@action("customer_field.change", _("Change field"), needs=NEEDS, icon="pencil", offered=False)
def change_field(
    field: CustomField, *, by: Actor, label: str, position: int, choices: list[str] | None = None
) -> None:
    """Change name, place and choices. Customers keep a value that can't be chosen any more."""
    wanted = {
        "label": free_label(label, CustomField.objects.exclude(pk=field.pk)),
        "position": position,
        "choices": clean_choices(FieldKind(field.kind), choices or []),
    }
    changed = [name for name, value in wanted.items() if getattr(field, name) != value]
    for name in changed:
        setattr(field, name, wanted[name])
    if changed:
        field.save(update_fields=changed)
        record(field, events.FIELD_CHANGED, by=by, label=field.label, fields=changed)


@action("customer_field.remove", _("Remove field"), needs=NEEDS, icon="trash-2", offered=False)
def remove_field(field: CustomField, *, by: Actor) -> None:
    """Remove a field and what was entered in it, at every customer."""
    without = CombinedExpression(F("fields"), "-", Cast(Value(field.key), TextField()))
    Customer.objects.filter(fields__has_key=field.key).update(fields=without)
    record(field, events.FIELD_REMOVED, by=by, label=field.label)
    field.delete()
