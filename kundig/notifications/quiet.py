"""When somebody is left alone, and when their digest may come: in their own time zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from kundig.notifications.models import Bell, Rhythm
from kundig.staff.reading import zone_of


def is_quiet(bell: Bell, at: datetime) -> bool:
    """Tell whether the agent wants to be left alone; the end itself is no longer quiet."""
    begin, end = bell.quiet_from, bell.quiet_until
    if begin is None or end is None:
        return False
    clock = at.astimezone(zone_of(bell.agent)).time()
    if begin <= end:
        return begin <= clock < end
    return clock >= begin or clock < end


def is_due(bell: Bell, at: datetime) -> bool:
    """Tell whether a digest may go out now."""
    if bell.rhythm == Rhythm.NEVER or not bell.agent.is_active or is_quiet(bell, at):
        return False
    if bell.rhythm == Rhythm.DAILY:
        return _is_past_the_hour(bell, at)
    last = bell.digested_at
    return last is None or at - last >= timedelta(minutes=int(bell.rhythm))


def _is_past_the_hour(bell: Bell, at: datetime) -> bool:
    """Whether the hour of today has come, and no digest since."""
    local = at.astimezone(zone_of(bell.agent))
    hour = datetime.combine(local.date(), bell.digest_at, local.tzinfo)
    return local >= hour and (bell.digested_at is None or bell.digested_at < hour)
