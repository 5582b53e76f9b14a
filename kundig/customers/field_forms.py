"""What people hand in about the organisation's own fields, cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.core.own_fields import FieldKind
from kundig.customers.models import CustomField


class NewFieldForm(forms.Form):
    """A field that is to be: its kind stays for good, because values are kept in it."""

    label = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=FieldKind.choices, help_text=_("Can’t be changed later.")
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("For kinds with choices: one a line."),
    )

    def clean_choices(self) -> list[str]:
        """Return the lines."""
        return str(self.cleaned_data["choices"]).splitlines()


class FieldForm(NewFieldForm):
    """A field that is there."""

    position = forms.IntegerField(
        label=_("Place"),
        min_value=1,
        max_value=999,
        help_text=_("1 stands first."),
    )

    def __init__(self, *args: Any, field: CustomField, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "label": field.label,
            "choices": "\n".join(field.choices),
            "position": field.position,
        }
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        if not FieldKind(field.kind).has_choices:
            del self.fields["choices"]
