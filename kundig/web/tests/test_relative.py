from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from kundig.web.relative import exact, relative

NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Berlin


@pytest.mark.parametrize(
    ("distance", "english", "german"),
    [
        (timedelta(seconds=-3), "just now", "gerade eben"),
        (timedelta(seconds=59), "just now", "gerade eben"),
        (timedelta(minutes=1), "1 min ago", "vor 1 Min."),
        (timedelta(minutes=59, seconds=59), "59 min ago", "vor 59 Min."),
        (timedelta(hours=1), "1 h ago", "vor 1 Std."),
        (timedelta(hours=23, minutes=59), "23 h ago", "vor 23 Std."),
        (timedelta(hours=24), "yesterday", "gestern"),
        (timedelta(days=2), "Mon noon", "Mo, 12:00"),
        (timedelta(days=40), "Oct 16", "16. Okt."),
        (timedelta(days=500), "07/13/2025", "13.07.2025"),
        (timedelta(minutes=-5), "in 5 min", "in 5 Min."),
        (timedelta(hours=-3), "in 3 h", "in 3 Std."),
        (timedelta(days=-1), "tomorrow, noon", "morgen, 12:00"),
        (timedelta(days=-3), "Sat noon", "Sa, 12:00"),
    ],
)
def test_times_are_said_as_a_person_says_them(
    distance: timedelta, english: str, german: str
) -> None:
    with timezone.override("Europe/Berlin"):
        with translation.override("en"):
            assert relative(NOON - distance, NOON) == english
        with translation.override("de"):
            assert relative(NOON - distance, NOON) == german


def test_the_exact_time_is_local_and_german() -> None:
    with timezone.override("Europe/Berlin"), translation.override("de"):
        assert exact(NOON) == "25.11.2026 12:00"
