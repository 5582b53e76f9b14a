"""What to export, and how."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.exports.models import OF_CONVERSATION, OF_LIST


class ConversationForm(forms.Form):
    """A conversation's file."""

    format = forms.ChoiceField(
        label=_("File"),
        choices=[(one.value, one.label) for one in OF_CONVERSATION],
        widget=forms.RadioSelect,
        initial=OF_CONVERSATION[0],
    )
    with_notes = forms.BooleanField(
        label=_("With internal notes"),
        required=False,
        help_text=_("They are marked. Leave them out of what a customer gets."),
    )
    with_files = forms.BooleanField(
        label=_("With attached files, as an archive (ZIP)"),
        required=False,
        help_text=_("Locked files stay out."),
    )


class ListForm(forms.Form):
    """A list's file."""

    format = forms.ChoiceField(
        label=_("File"),
        choices=[(one.value, one.label) for one in OF_LIST],
        widget=forms.RadioSelect,
        initial=OF_LIST[0],
    )
    view = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    search = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
