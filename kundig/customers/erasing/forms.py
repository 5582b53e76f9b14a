"""Why somebody is erased, and that it is meant."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.customers.erasing.models import Reason


class ErasureForm(forms.Form):
    """The reason, and a second yes."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        initial=Reason.REQUEST,
    )
    sure = forms.BooleanField(label=_("I know that nothing of it can be brought back."))
