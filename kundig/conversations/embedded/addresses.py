"""Which addresses another system may be asked at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.typed_address import checked


def card_address(typed: str) -> str:
    """Return the address as it is kept. Refused where it may not be asked, or would carry data in clear."""
    in_clear = _("Data of customers travel by https only.")
    return checked(typed, own_networks=True, in_clear=in_clear)
