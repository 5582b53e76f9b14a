"""In which language, and by which clock, an agent reads what is written where no browser asks for it."""

from __future__ import annotations

import contextlib
import zoneinfo
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone, translation

from kundig.staff.models import Agent, Organisation


def language_of(agent: Agent) -> str:
    """Return the language in which Kundig writes to the agent."""
    language = Organisation.objects.values_list("language", flat=True).first()
    return agent.language or language or "de"


def zone_of(agent: Agent) -> zoneinfo.ZoneInfo:
    """Return the time zone in which the agent reads clocks."""
    return zoneinfo.ZoneInfo(agent.time_zone or settings.TIME_ZONE)


@contextlib.contextmanager
def as_read_by(agent: Agent) -> Iterator[None]:
    """Let sentences and times inside be written for the agent."""
    with translation.override(language_of(agent)), timezone.override(zone_of(agent)):
        yield
