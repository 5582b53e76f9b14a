"""Forms of one's own account: password, profile, API tokens."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.core import caps
from kundig.staff.models import AWAY_AFTER, DENSITIES, LANGUAGE_CHOICES, THEMES, Agent, Availability
from kundig.staff.sign_in.forms import NEW_PASSWORD, PASSWORD_HINT, REPEATED

NAME = gettext_lazy("Name")


class NewPassword(forms.Form):
    """A password, typed twice; mixed into forms that make an account."""

    password = forms.CharField(
        label=NEW_PASSWORD,
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=REPEATED,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Return the data, if the password is good and was typed twice."""
        data = super().clean() or {}
        password = data.get("password")
        if not password:
            return data
        try:
            validate_password(password, self.account(data))
        except ValidationError as problem:
            self.add_error("password", problem)
        if password != data.get("repeated", password):
            self.add_error("repeated", _("This is not the same password."))
        return data

    def account(self, data: dict[str, Any]) -> Agent:
        """Return whose password it will be: it must not resemble name or address."""
        return Agent(name=data.get("name", ""), email=data.get("email", ""))


class AcceptForm(NewPassword):
    """How an invited person becomes an agent."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    field_order = ("name", "password", "repeated")


def _time_zones() -> Sequence[tuple[str, str]]:
    zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")
    shown = [(zone, zone.replace("_", " ")) for zone in zones if not zone.startswith("Etc/")]
    return [("", _("Like the installation")), *shown]


class ProfileForm(forms.Form):
    """How Kundig looks and speaks to oneself."""

    name = forms.CharField(
        label=NAME,
        help_text=gettext_lazy("Customers read it below your answers."),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=LANGUAGE_CHOICES, required=False
    )
    theme = forms.ChoiceField(label=gettext_lazy("Appearance"), choices=THEMES, required=False)
    density = forms.ChoiceField(
        label=gettext_lazy("Density of lists"),
        help_text=gettext_lazy("Dense rows leave out the line of what was written last."),
        choices=DENSITIES,
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=_time_zones,
        required=False,
    )
    away_after = forms.IntegerField(
        label=gettext_lazy("Take me for away after"),
        help_text=gettext_lazy(
            "Without a key pressed or a click, while you are available. You are back with the next one."
        ),
        widget=forms.Select(choices=AWAY_AFTER),
        required=False,
    )


class AvailabilityForm(forms.Form):
    """Whether one takes new work, and why in one's own words."""

    availability = forms.ChoiceField(
        label=gettext_lazy("Availability"), choices=Availability.choices
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy(
            "Colleagues read it beside your name, for example “Training until 2 p.m.”."
        ),
        max_length=caps.AVAILABILITY_CHARS,
        required=False,
    )


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=NAME, help_text=gettext_lazy("What it is for, for example “Shop”."), max_length=80
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"),
        choices=[
            ("30", gettext_lazy("30 days")),
            ("90", gettext_lazy("90 days")),
            ("365", gettext_lazy("1 year")),
            ("", gettext_lazy("Without end")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        initial="365",
    )
