"""What administrators hand in about tags, cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Tag
from kundig.core import caps


class TagForm(forms.Form):
    """What a tag is called, and what it is for."""

    name = forms.CharField(label=_("Name"), max_length=caps.TAG_CHARS)
    description = forms.CharField(
        label=_("What it is for"),
        max_length=caps.TAG_SENTENCE_CHARS,
        required=False,
        help_text=_("One sentence. It is shown to whoever chooses a tag."),
    )


class MergeTagForm(forms.Form):
    """Which tag takes over the conversations of another."""

    into = forms.ModelChoiceField(
        Tag.objects.none(), label=_("Merge into"), empty_label=_("Choose …")
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Tag.objects.current().exclude(pk=tag.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]  # a ModelChoiceField
