"""Fields that an organisation adds to its things: their kinds, and values that are checked, shown and handed in."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.core import caps
from kundig.core.errors import Refused
from kundig.core.text import one_line

_is_link = URLValidator(schemes=["http", "https"])


class FieldKind(models.TextChoices):
    """The kinds of such fields."""

    TEXT = "text", gettext_lazy("Text")
    NUMBER = "number", gettext_lazy("Number")
    DATE = "date", gettext_lazy("Date")
    CHOICE = "choice", gettext_lazy("Choice")
    CHOICES = "choices", gettext_lazy("Several choices")
    LINK = "link", gettext_lazy("Link")
    YES_NO = "yes_no", gettext_lazy("Yes or no")

    @property
    def has_choices(self) -> bool:
        """Tell whether there is a list to choose from."""
        return self in (FieldKind.CHOICE, FieldKind.CHOICES)


class OwnField(models.Model):
    """A field that the organisation adds; the values lie in the thing's JSON by `key`."""

    key = models.SlugField(gettext_lazy("key"), max_length=40, unique=True)
    label = models.CharField(gettext_lazy("label"), max_length=80)
    kind = models.CharField(gettext_lazy("kind"), max_length=10, choices=FieldKind.choices)
    choices = models.JSONField(gettext_lazy("choices"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


def clean_value(field: OwnField, value: Any) -> Any:
    """Return a value as it is stored, None for an empty one; refused for what does not fit the field."""
    if value in (None, "", []):
        return None
    try:
        return _converted(field, value)
    except (TypeError, ValueError, forms.ValidationError) as problem:
        raise Refused(
            _("“%(field)s”: this value does not fit.") % {"field": field.label}
        ) from problem


def _converted(field: OwnField, value: Any) -> Any:
    match field.kind:
        case FieldKind.NUMBER:
            number = float(str(value).replace(",", "."))
            if not math.isfinite(number):
                raise ValueError(value)
            return number
        case FieldKind.DATE:
            return date.fromisoformat(str(value)).isoformat()
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return _chosen(field, value)
        case FieldKind.YES_NO:
            return value in (True, "true", "on", "1")
        case _:
            text = one_line(str(value), caps.FIELD_CHARS)
            if field.kind == FieldKind.LINK:
                _is_link(text)
            return text


def _chosen(field: OwnField, value: Any) -> Any:
    several = field.kind == FieldKind.CHOICES
    chosen = value if several else [value]
    if not isinstance(chosen, list) or not set(chosen) <= set(field.choices):
        raise ValueError(value)
    return [choice for choice in field.choices if choice in chosen] if several else value


def shown_value(field: OwnField, value: Any) -> str:
    """Return a stored value in the reader's language."""
    match field.kind:
        case FieldKind.YES_NO:
            return _("Yes") if value else _("No")
        case FieldKind.DATE:
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
        case FieldKind.NUMBER:
            return number_format(value, use_l10n=True)
        case FieldKind.CHOICES:
            return ", ".join(value)
        case _:
            return str(value)


def values_as_texts(values: Iterable[Any]) -> list[str]:
    """Return stored values as the search finds them: their words and numbers; yes and no are none."""
    texts: list[str] = []
    for value in values:
        match value:
            case list():
                texts += value
            case bool() | None:
                continue
            case float():
                texts.append(f"{value:.15g}")
            case _:
                texts.append(str(value))
    return texts


def form_field(field: OwnField, value: Any) -> forms.Field:
    """Return the form's field for a value, with the stored one in it. What it cleans is fit for `clean_value`."""
    shared: dict[str, Any] = {"label": field.label, "required": False, "initial": value}
    match field.kind:
        case FieldKind.NUMBER:
            return forms.FloatField(localize=True, **shared)
        case FieldKind.DATE:
            widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(widget=widget, **shared)
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return _choosing(field, shared)
        case FieldKind.LINK:
            return forms.URLField(max_length=caps.FIELD_CHARS, assume_scheme="https", **shared)
        case FieldKind.YES_NO:
            return forms.BooleanField(**shared)
        case _:
            return forms.CharField(max_length=caps.FIELD_CHARS, **shared)


def _choosing(field: OwnField, shared: dict[str, Any]) -> forms.Field:
    choices = [(choice, choice) for choice in field.choices]
    if field.kind == FieldKind.CHOICE:
        return forms.ChoiceField(choices=[("", "–"), *choices], **shared)
    boxes = forms.CheckboxSelectMultiple()
    return forms.MultipleChoiceField(choices=choices, widget=boxes, **shared)


def plain(value: Any) -> Any:
    """Return what a form has cleaned as JSON knows it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def free_label(text: str, others: Iterable[OwnField]) -> str:
    """Return a label as it is stored; refused for an empty one, and one that another field has."""
    label = one_line(text, caps.FIELD_LABEL_CHARS)
    if not label:
        raise Refused(_("The name is empty."))
    if label.casefold() in {other.label.casefold() for other in others}:
        raise Refused(_("“%(name)s” exists already.") % {"name": label})
    return label


def free_key(label: str, others: Iterable[OwnField]) -> str:
    """Return a key that no other field has, made of the label."""
    taken = {other.key for other in others}
    key = wanted = slugify(label)[:30] or "field"
    number = 1
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


def clean_choices(kind: FieldKind, lines: Iterable[str]) -> list[str]:
    """Return what can be chosen, each once; none for other kinds. Refused where there is nothing to choose."""
    if not kind.has_choices:
        return []
    cleaned = (one_line(line, caps.FIELD_CHOICE_CHARS) for line in lines)
    choices = list(dict.fromkeys(choice for choice in cleaned if choice))
    if not choices:
        raise Refused(_("Say what can be chosen, one a line."))
    if len(choices) > caps.FIELD_CHOICES:
        raise Refused(_("More than %(most)s are too many.") % {"most": caps.FIELD_CHOICES})
    return choices
