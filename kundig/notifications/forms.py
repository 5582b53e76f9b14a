"""The form of quiet hours and the digest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.notifications.models import Rhythm

CLOCK = {"type": "time"}


class BellForm(forms.Form):
    """When it is quiet, how often the digest comes, and how much is said outside of Kundig."""

    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), required=False, widget=forms.TimeInput(CLOCK, "%H:%M")
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("until"), required=False, widget=forms.TimeInput(CLOCK, "%H:%M")
    )
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Mail digest"),
        help_text=gettext_lazy("Only what is still unread, in one mail."),
        choices=Rhythm.choices,
        required=False,
    )
    digest_at = forms.TimeField(
        label=gettext_lazy("Time of the daily digest"), widget=forms.TimeInput(CLOCK, "%H:%M")
    )
    says_subject = forms.BooleanField(
        label=gettext_lazy("Name people and subjects in pushes and digests"),
        help_text=gettext_lazy(
            "Without it they only say that there is something new: others may look at the same screen."
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Return the data with `quiet` as beginning and end; both or neither."""
        data = super().clean() or {}
        begin, end = data.pop("quiet_from", None), data.pop("quiet_until", None)
        if (begin is None) != (end is None):
            self.add_error("quiet_until", _("Quiet hours need a beginning and an end."))
        data["quiet"] = (begin, end) if begin is not None and end is not None else None
        return data
