"""What people hand in about incidents, cleaned."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kundig.conversations.incidents.models import Incident, Stage
from kundig.core import caps


class IncidentForm(forms.ModelForm):  # type: ignore[type-arg]  # has no parameters at run time
    """What is known of an incident."""

    class Meta:
        model = Incident
        fields = ("title", "description", "workaround")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("description", "workaround"):
            self.fields[name].widget.attrs |= {"rows": 3, "maxlength": caps.INCIDENT_CHARS}
        if self.instance.pk:
            self.fields["stage"] = forms.ChoiceField(
                choices=Stage.choices, label=_("State"), initial=self.instance.stage
            )


class AnswerForm(forms.Form):
    """What everybody is told."""

    de = forms.CharField(
        required=False,
        max_length=caps.INCIDENT_CHARS,
        label=_("German"),
        widget=forms.Textarea({"rows": 6}),
    )
    en = forms.CharField(
        required=False,
        max_length=caps.INCIDENT_CHARS,
        label=_("English"),
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Placeholders as in snippets, for example {{greeting}} or {{agent.name}}."),
    )
    resolves = forms.BooleanField(
        required=False, label=_("Resolve the conversations and the incident")
    )
    # What the preview showed: until when its reader has seen what arrived, and which words.
    seen = forms.CharField(required=False, max_length=caps.MARK_CHARS, widget=forms.HiddenInput)
    previewed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, may_resolve: bool) -> None:
        super().__init__(data)
        if not may_resolve:
            del self.fields["resolves"]

    @property
    def texts(self) -> dict[str, str]:
        """Return what was written, by language."""
        return {name: self.cleaned_data[name] for name in ("de", "en") if self.cleaned_data[name]}

    @property
    def resolves_all(self) -> bool:
        """Tell whether conversations and incident are to be resolved."""
        return bool(self.cleaned_data.get("resolves"))

    @property
    def digest(self) -> str:
        """Return what stands for the words that a preview shows."""
        words = json.dumps([self.texts, self.resolves_all], sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()

    @property
    def is_as_previewed(self) -> bool:
        """Tell whether the preview showed exactly this."""
        return bool(self.cleaned_data["seen"]) and self.cleaned_data["previewed"] == self.digest

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `incident.answer_all` takes them."""
        data = self.cleaned_data
        return {"texts": self.texts, "resolves": self.resolves_all, "seen": data["seen"]}


class NumberForm(forms.Form):
    """The number of a conversation."""

    conversation = forms.IntegerField(
        min_value=1, max_value=2**62, label=_("Number of the conversation")
    )
