"""What administrators hand in about channels of any kind, cleaned."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from kundig.channels.models import OpeningHours
from kundig.core import caps


class PaceForm(forms.Form):
    """How fast a channel's messages go out."""

    per_minute = forms.IntegerField(
        label=_("Messages a minute"),
        min_value=1,
        max_value=caps.SENDS_PER_MINUTE_MOST,
        help_text=_(
            "Many mail servers take no more than 30 to 100 mails a minute from one sender."
        ),
    )


class DiscardForm(forms.Form):
    """Why parked input is put away."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class OpeningHoursForm(forms.Form):
    """A week of opening hours, one line a day, and the days on which nobody is there."""

    time_zone = forms.CharField(label=_("Time zone"), max_length=60)
    holidays = forms.CharField(
        label=_("Holidays"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
        help_text=_("One date a line, as 24.12.2026 or 2026-12-24."),
    )

    def __init__(self, data: Any = None, *, hours: OpeningHours) -> None:
        initial = {
            "time_zone": hours.time_zone,
            "holidays": "\n".join(day.isoformat() for day in hours.holidays),
        }
        super().__init__(data, initial=initial)
        zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
        self.fields["time_zone"].widget = forms.Select(choices=[(zone, zone) for zone in zones])
        week = hours.week or [[] for _day in range(7)]
        for number, name in WEEKDAYS.items():
            self.fields[f"day{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=200,
                initial=", ".join(week[number]),
                widget=forms.TextInput({"aria-describedby": "week-hint", "autocomplete": "off"}),
            )
        self.order_fields(["time_zone", *(f"day{number}" for number in range(7)), "holidays"])

    @property
    def days(self) -> list[forms.BoundField]:
        """Return the fields of the week, Monday first."""
        return [self[f"day{number}"] for number in range(7)]

    def clean_holidays(self) -> list[date]:
        """Return the dates."""
        lines = self.cleaned_data["holidays"].replace(",", "\n").splitlines()
        return [_day(line.strip()) for line in lines if line.strip()]

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `channel.set_opening_hours` takes them."""
        days = [self.cleaned_data[f"day{number}"].split(",") for number in range(7)]
        return {
            "time_zone": self.cleaned_data["time_zone"],
            "week": [[span.strip() for span in day if span.strip()] for day in days],
            "holidays": self.cleaned_data["holidays"],
        }


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise forms.ValidationError(_("“%(text)s” is no date.") % {"text": text[:40]})
