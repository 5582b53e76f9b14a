"""What administrators hand in about categories, cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Branch, Category
from kundig.core import caps


class CategoryTextForm(forms.Form):
    """What a category is called, and what belongs there."""

    name = forms.CharField(label=_("Name"), max_length=caps.CATEGORY_CHARS)
    description = forms.CharField(
        label=_("What belongs here"),
        max_length=caps.CATEGORY_SENTENCE_CHARS,
        required=False,
        help_text=_("One sentence. It is shown to whoever chooses a category."),
    )


class NewCategoryForm(CategoryTextForm):
    """A category that is to be, and below which one."""

    under = forms.TypedChoiceField(label=_("Below"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, tree: list[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "under", tree, empty=_("None: it stands at the top"))

    def clean_under(self) -> Category | None:
        """Return the category."""
        return _named(self.cleaned_data["under"])


class MergeCategoryForm(forms.Form):
    """Which category takes over the conversations of another."""

    into = forms.TypedChoiceField(label=_("Merge into"), coerce=int)

    def __init__(self, *args: Any, tree: list[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "into", tree, empty=_("Choose …"))

    def clean_into(self) -> Category | None:
        """Return the category."""
        return _named(self.cleaned_data["into"])


class PlaceForm(forms.Form):
    """Where a category goes: below which one, and to which place there."""

    under = forms.ModelChoiceField(Category.objects.current(), required=False)
    place = forms.IntegerField(min_value=0, max_value=caps.CATEGORIES)


def _offer(form: forms.Form, field: str, tree: list[Branch], *, empty: Any) -> None:
    choices = [("", empty), *((branch.category.pk, branch.words) for branch in tree)]
    form.fields[field].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


def _named(pk: int | None) -> Category | None:
    return None if pk is None else Category.objects.get(pk=pk)
