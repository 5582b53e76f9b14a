"""Service time and wall clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kundig.demo.hours import service_time_later, wall_clock_later, working_day


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("moment", "delay", "later"),
    [
        ("2026-11-23 09:00", "20m", "2026-11-23 09:20"),
        ("2026-11-23 05:00", "20m", "2026-11-23 08:20"),
        ("2026-11-23 17:50", "20m", "2026-11-24 08:10"),
        ("2026-11-27 17:00", "2h", "2026-11-28 10:00"),
        ("2026-11-28 12:50", "20m", "2026-11-30 08:10"),
        ("2026-11-29 12:00", "1d1h", "2026-11-30 13:00"),
    ],
)
def test_service_time_runs_only_while_open(moment: str, delay: str, later: str) -> None:
    assert service_time_later(at(moment), delay) == at(later)


@pytest.mark.parametrize(
    ("moment", "delay", "later"),
    [
        ("2026-11-23 09:00", "35m", "2026-11-23 09:35"),
        ("2026-11-23 09:00", "19:40", "2026-11-23 19:40"),
        ("2026-11-23 20:00", "19:40", "2026-11-24 19:40"),
        ("2026-11-23 20:00", "2d 19:40", "2026-11-25 19:40"),
    ],
)
def test_customers_write_by_the_clock(moment: str, delay: str, later: str) -> None:
    assert wall_clock_later(at(moment), delay) == at(later)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="not a delay"):
        service_time_later(at("2026-11-23 09:00"), "soon")


def test_working_days_are_no_weekend() -> None:
    assert working_day(at("2026-11-27 09:00"), 1).weekday() == 0
    assert working_day(at("2026-11-23 09:00"), -1).weekday() == 4
