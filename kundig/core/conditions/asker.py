"""What a condition may ask for beside the thing itself: who asks, when, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from django.utils import timezone

from kundig.core.actor import Actor
from kundig.core.time import now

# Values that stand for somebody: what they mean is known when somebody asks.
ME = "me"
MY_TEAMS = "my_teams"
# No value at all: nobody's, in no team.
NOBODY = "nobody"


def _minute() -> datetime:
    # A minute is exact enough for people, and what is asked within it can be remembered.
    return now().replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Asker:
    """Who looks, when and in which zone: "me" means the actor, "today" is counted from `at` in `zone`."""

    actor: Actor
    teams: frozenset[int] = frozenset()
    at: datetime = field(default_factory=_minute)
    zone: tzinfo = field(default_factory=timezone.get_current_timezone)

    def meant_by(self, values: Iterable[Any]) -> list[Any]:
        """Return the values with those that stand for somebody replaced; None is no value at all."""
        meant: list[Any] = []
        for value in values:
            if value == ME:
                meant += [self.actor.id] if self.actor.kind == "agent" else []
            elif value == MY_TEAMS:
                meant += sorted(self.teams)
            else:
                meant.append(None if value == NOBODY else value)
        return meant

    def day(self, ahead: int = 0) -> datetime:
        """Return when today begins here, or a day so many days ahead."""
        today = self.at.astimezone(self.zone).date()
        return datetime.combine(today + timedelta(days=ahead), time(), self.zone)

    def week(self, ahead: int = 0) -> datetime:
        """Return when this week begins here (on Monday, ISO 8601), or one so many weeks ahead."""
        return self.day(7 * ahead - self.at.astimezone(self.zone).weekday())
