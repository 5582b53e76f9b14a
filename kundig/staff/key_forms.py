"""The form of one's own keys: a field for each verb, checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.web.forms import Switch
from kundig.web.keys import FIXED, KEYS, clashes, keys_for, named, problem_with, understood

CHANGEABLE = tuple(key for key in KEYS if key.name not in FIXED)
_KEY_CHARS = 24


class KeysForm(forms.Form):
    """Which key does what; what is not sent stays as everybody has it."""

    letters = forms.BooleanField(
        label=gettext_lazy("Single characters are keys"),
        help_text=gettext_lazy(
            "Switch this off if you dictate, or if you often press keys by mistake. Keys with Ctrl or ⌘ stay."
        ),
        required=False,
        widget=Switch,
    )

    def __init__(self, data: Mapping[str, str] | None, *, own: Mapping[str, str], letters: bool):
        now = {name: named(key) for name, key in keys_for(own).items()}
        given = {**now, **(data or {})} if data is not None else None
        super().__init__(given, initial={"letters": letters, **now})
        for key in CHANGEABLE:
            widget = forms.TextInput(
                {"autocomplete": "off", "spellcheck": "false", "class": "key-input"}
            )
            self.fields[key.name] = forms.CharField(
                label=str(key.label),
                required=False,
                max_length=_KEY_CHARS,
                widget=widget,
                strip=False,
            )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields of verbs under the words of their groups."""
        found: dict[str, list[forms.BoundField]] = {}
        for key in CHANGEABLE:
            found.setdefault(str(key.group), []).append(self[key.name])
        return list(found.items())

    @property
    def keys(self) -> dict[str, str]:
        """Return the clean keys by the verbs' names."""
        return {key.name: self.cleaned_data[key.name] for key in CHANGEABLE}

    def clean(self) -> dict[str, Any]:
        """Say at each field what is wrong with its key, and with which other one it clashes."""
        data = super().clean() or {}
        labels = {key.name: key.label for key in KEYS}
        chosen = {key.name: understood(data.get(key.name, "").strip()) for key in CHANGEABLE}
        other = clashes({name: key for name, key in chosen.items() if key})
        for name, key in chosen.items():
            problem = problem_with(key) if key else ""
            if not problem and name in other:
                problem = _("“%(other)s” lies on this key, too.") % {"other": labels[other[name]]}
            if problem:
                self.add_error(name, problem)
        return data | chosen
