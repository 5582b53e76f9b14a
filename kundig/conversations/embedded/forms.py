"""What an administrator hands in about a card, cleaned."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.core import caps


class CardForm(forms.Form):
    """A card's heading, and where it comes from."""

    title = forms.CharField(
        max_length=caps.EMBEDDED_TITLE_CHARS,
        label=_("Title"),
        help_text=_("Stands above the card, like “Orders”."),
    )
    address = forms.CharField(
        max_length=500,
        label=_("Address"),
        help_text=_("Kundig asks here each time somebody opens a conversation."),
    )
