"""How every Django form looks: set ``FORM_RENDERER = "kundig.web.forms.Renderer"``."""

from __future__ import annotations

from django import forms
from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Draws ``{{ form }}`` and ``{{ field.as_field_group }}`` with the templates of this room."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


class Switch(forms.CheckboxInput):
    """A checkbox that acts at once, drawn as a switch."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"role": "switch", **(attrs or {})})
