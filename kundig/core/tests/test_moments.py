"""Moments that a text names, in both languages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kundig.core.moments import moments

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def read(text: str, now: datetime = MONDAY) -> str:
    """Return the moments of a text, as a line."""
    return ", ".join(
        f"{one.day}" + (f" {one.at:%H:%M}" if one.at else "") for one in moments(text, now)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bis Freitag", "2026-11-27"),
        ("bis spätestens Freitag, 12 Uhr", "2026-11-27 12:00"),
        ("am Montag", "2026-11-30"),
        ("am Mittwochabend", "2026-11-25 21:00"),
        ("am Dienstag Vormittag", "2026-11-24 12:00"),
        ("kommenden Donnerstag", "2026-11-26"),
        ("nächste Woche Mittwoch", "2026-12-02"),
        ("am Mittwoch der nächsten Woche", "2026-12-02"),
        ("bis Ende der Woche", "2026-11-27"),
        ("noch diese Woche", "2026-11-27"),
        ("nächste Woche", "2026-12-04"),
        ("Anfang nächster Woche", "2026-12-01"),
        ("Mitte nächster Woche", "2026-12-02"),
        ("bis Ende des Monats", "2026-11-30"),
        ("Ende des nächsten Monats", "2026-12-31"),
        ("Mitte Januar", "2027-01-20"),
        ("Ende Februar", "2027-02-28"),
        ("heute noch", "2026-11-23"),
        ("heute bis 18 Uhr", "2026-11-23 18:00"),
        ("heute Abend", "2026-11-23 21:00"),
        ("im Laufe des Tages", "2026-11-23"),
        ("morgen", "2026-11-24"),
        ("morgen früh", "2026-11-24 12:00"),
        ("morgen um 9:30 Uhr", "2026-11-24 09:30"),
        ("übermorgen", "2026-11-25"),
        ("in drei Tagen", "2026-11-26"),
        ("innerhalb von 3 Werktagen", "2026-11-26"),
        ("innerhalb der nächsten 5 Werktage", "2026-11-30"),
        ("in den nächsten 2-3 Tagen", "2026-11-26"),
        ("in zwei Wochen", "2026-12-07"),
        ("in einem Monat", "2026-12-23"),
        ("binnen 24 Stunden", "2026-11-24 14:00"),
        ("in 30 Minuten", "2026-11-23 14:30"),
        ("bis zum 12.12.", "2026-12-12"),
        ("am 3. Dezember 2026", "2026-12-03"),
        ("am 3. März", "2027-03-03"),
        ("am 01.12.26", "2026-12-01"),
        ("am 31.02.", ""),
        ("bis 2026-12-24", "2026-12-24"),
        ("by Friday", "2026-11-27"),
        ("by Friday, 5 pm", "2026-11-27 17:00"),
        ("by Friday at 5:30 p.m.", "2026-11-27 17:30"),
        ("by end of day", "2026-11-23"),
        ("by the end of the week", "2026-11-27"),
        ("early next week", "2026-12-01"),
        ("next week", "2026-12-04"),
        ("Wednesday next week", "2026-12-02"),
        ("tomorrow morning", "2026-11-24 12:00"),
        ("the day after tomorrow", "2026-11-25"),
        ("within 2 business days", "2026-11-25"),
        ("in 2 to 3 days", "2026-11-26"),
        ("within an hour", "2026-11-23 15:00"),
        ("on March 12", "2027-03-12"),
        ("on 12 March 2027", "2027-03-12"),
        ("December 3rd", "2026-12-03"),
        ("tonight", "2026-11-23 21:00"),
        ("by the end of the month", "2026-11-30"),
        ("heute oder morgen", "2026-11-23, 2026-11-24"),
        ("Guten Morgen, am Morgen war es kalt", ""),
        ("Herr Freitagsson, may I ask, wir sind 12. in der Liste", ""),
        ("Version 3.12.1 kostet 12.99", ""),
    ],
)
def test_a_moment_is_read(text: str, expected: str) -> None:
    assert read(text) == expected


def test_days_count_from_the_day_it_is_said() -> None:
    friday = MONDAY.replace(day=27)
    assert read("bis Freitag", friday) == "2026-12-04"
    assert read("diese Woche", friday.replace(day=28)) == "2026-12-04"
    assert read("innerhalb von 2 Werktagen", friday) == "2026-12-01"
    assert read("in einem Monat", MONDAY.replace(year=2027, month=1, day=31)) == "2027-02-28"
    assert read("am 29. Februar") == ""


def test_a_place_tells_the_words() -> None:
    text = "Wir melden uns bis Freitag, 12 Uhr, bei Ihnen."
    (found,) = moments(text, MONDAY)
    assert text[slice(*found.place)] == "Freitag, 12 Uhr"


def test_no_text_runs_away() -> None:
    for text in ("in 1" * 5000, "12." * 5000, "ende der " * 3000, "1 bis " * 3000, " " * 20_000):
        list(moments(text, MONDAY))
