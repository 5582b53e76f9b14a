"""What administrators hand in about channels of any kind, cleaned."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.core import caps


class PaceForm(forms.Form):
    """How fast a channel's messages go out."""

    per_minute = forms.IntegerField(
        label=_("Messages a minute"),
        min_value=1,
        max_value=caps.SENDS_PER_MINUTE_MOST,
        help_text=_(
            "Many mail servers take no more than 30 to 100 mails a minute from one sender."
        ),
    )
