"""What administrators hand in about statuses, cleaned."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import State, Tone
from kundig.core import caps


class StatusForm(forms.Form):
    """What a status is called and how it stands out."""

    name_de = forms.CharField(label=_("Name in German"), max_length=caps.STATUS_CHARS)
    name_en = forms.CharField(
        label=_("Name in English"),
        max_length=caps.STATUS_CHARS,
        required=False,
        help_text=_("Where it is empty, the German name stands for it."),
    )
    tone = forms.TypedChoiceField(
        label=_("Colour"), choices=Tone.choices, coerce=Tone, required=False, empty_value=Tone.PLAIN
    )
    is_default = forms.BooleanField(
        label=_("Default of its state"),
        required=False,
        help_text=_("Conversations that come into the state get it by themselves."),
    )


class NewStatusForm(StatusForm):
    """A status that is to be, and the state that it belongs to."""

    state = forms.TypedChoiceField(label=_("State"), choices=State.choices, coerce=State)
    field_order = ("name_de", "name_en", "state")


class StatusPlaceForm(forms.Form):
    """To which place among those of its state a status goes."""

    place = forms.IntegerField(min_value=0, max_value=caps.STATUSES_PER_STATE)
