"""The moments that snoozing offers, in the reader's time zone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MORNING = time(9)
EVENING = time(17)


@dataclass(frozen=True)
class Preset:
    """One moment to come back at."""

    name: str
    label: str | Promise = field(compare=False)
    at: datetime


def presets(now: datetime | None = None) -> list[Preset]:
    """Return what is offered at this moment; today's evening only while it lies ahead."""
    today = timezone.localtime(now)
    monday = today + timedelta(days=7 - today.weekday())
    offered = [
        Preset("evening", _("Later today"), _at(today, EVENING)),
        Preset("tomorrow", _("Tomorrow"), _at(today + timedelta(days=1), MORNING)),
        Preset("monday", _("Next Monday"), _at(monday, MORNING)),
        Preset("week", _("In a week"), _at(today + timedelta(days=7), MORNING)),
    ]
    # On a Monday a week from now is the next one.
    by_moment = {preset.at: preset for preset in reversed(offered) if preset.at > today}
    return sorted(by_moment.values(), key=lambda preset: preset.at)


def _at(day: datetime, hour: time) -> datetime:
    # Combined anew with the zone, so that nine o'clock stays nine o'clock when the clocks change.
    return datetime.combine(day.date(), hour, tzinfo=timezone.get_current_timezone())
