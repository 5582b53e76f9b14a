from __future__ import annotations

from django import forms
from django.utils import translation

from kundig.web.forms import Switch


class Sample(forms.Form):
    address = forms.EmailField(label="Adresse", help_text="Absender")
    text = forms.CharField(label="Text", required=False)
    level = forms.ChoiceField(choices=[("1", "Erste")], widget=forms.RadioSelect)
    active = forms.BooleanField(label="Aktiv", widget=Switch, required=False)


def drawn(form: forms.Form, name: str) -> str:
    with translation.override("de"):
        return form[name].as_field_group()


def test_a_field_is_tied_to_its_hint_and_its_error() -> None:
    html = drawn(Sample({"address": "x"}), "address")
    assert '<label for="id_address">Adresse</label>' in html
    assert 'aria-describedby="id_address_helptext id_address_error"' in html
    assert 'id="id_address_helptext"' in html
    assert 'id="id_address_error"' in html
    assert 'aria-invalid="true"' in html


def test_only_what_is_optional_says_so() -> None:
    assert "optional" in drawn(Sample(), "text")
    assert "optional" not in drawn(Sample(), "address")


def test_choices_stand_in_a_fieldset() -> None:
    html = drawn(Sample(), "level")
    assert "<fieldset" in html
    assert "<legend>" in html


def test_a_switch_says_that_it_is_one() -> None:
    html = drawn(Sample(), "active")
    assert 'role="switch"' in html
    assert '<label class="choice" for="id_active">' in html


def test_a_whole_form_has_no_style_attributes() -> None:
    assert "style=" not in str(Sample({}))
