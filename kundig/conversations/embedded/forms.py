"""What an administrator hands in about a card, cleaned."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.conversations.embedded.addresses import card_address
from kundig.core import caps
from kundig.core.errors import Refused


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

    def clean_address(self) -> str:
        """Say under the address itself why it may not be asked."""
        try:
            return card_address(self.cleaned_data["address"])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused
