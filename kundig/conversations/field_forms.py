"""What people hand in about own fields of conversations: the fields, and what stands in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Category, Conversation, ConversationField
from kundig.core.own_fields import FieldKind, form_field, plain
from kundig.staff.models import Team


class ValuesForm(forms.Form):
    """The values of some fields of a conversation; what was not sent along keeps its value."""

    def __init__(
        self, *args: Any, conversation: Conversation, own: list[ConversationField], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "own-%s", **kwargs})
        self.own = own
        for field in own:
            made = form_field(field, conversation.fields.get(field.key))
            # It may stay empty for now, but is not optional.
            setattr(made, "is_wanted", field.is_required)  # noqa: B010  # unknown to the types
            self.fields[field.key] = made

    @property
    def values(self) -> dict[str, Any]:
        """Return the values by their keys."""
        return {field.key: plain(self.cleaned_data[field.key]) for field in self.own}


class NewFieldForm(forms.Form):
    """A field that is to be: its kind stays for good, because values are kept in it."""

    label = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.TypedChoiceField(
        label=_("Kind"),
        choices=FieldKind.choices,
        coerce=FieldKind,
        help_text=_("Can’t be changed later."),
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("For kinds with choices: one a line."),
    )
    is_required = forms.BooleanField(label=_("Required before resolving"), required=False)
    teams = forms.ModelMultipleChoiceField(
        Team.objects.current(),
        label=_("Only for these teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for all."),
    )
    categories = forms.ModelMultipleChoiceField(
        Category.objects.current(),
        label=_("Only for these categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for all."),
    )
    shown_with = forms.ModelChoiceField(
        ConversationField.objects.current(),
        label=_("Only where this field is filled in"),
        required=False,
        empty_label=_("Always"),
    )
    shown_for = forms.CharField(
        label=_("And holds one of these"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Choices of that field, one a line. Empty: whatever it holds."),
    )

    def clean_choices(self) -> list[str]:
        """Return the lines."""
        return str(self.cleaned_data["choices"]).splitlines()

    def clean_shown_for(self) -> list[str]:
        """Return the lines that say something."""
        lines = str(self.cleaned_data["shown_for"]).splitlines()
        return [line.strip() for line in lines if line.strip()]


class FieldForm(NewFieldForm):
    """A field that is there."""

    position = forms.IntegerField(
        label=_("Place"), min_value=1, max_value=999, help_text=_("1 stands first.")
    )

    def __init__(self, *args: Any, field: ConversationField, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "label": field.label,
            "choices": "\n".join(field.choices),
            "position": field.position,
            "is_required": field.is_required,
            "teams": field.teams.all(),
            "categories": field.categories.all(),
            "shown_with": field.shown_with_id,
            "shown_for": "\n".join(field.shown_for),
        }
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        if not FieldKind(field.kind).has_choices:
            del self.fields["choices"]
