"""Promises in answers, found by their sentence."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from kundig.conversations.promises import find_promises

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def due(text: str) -> str:
    """Return when what a text promises is due, as a line."""
    return ", ".join(f"{found.due_at:%d.%m. %H:%M}" for found in find_promises(text, MONDAY))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wir melden uns bis Freitag.", "27.11. 18:00"),
        ("Ich kläre das und rufe Sie morgen um 10 Uhr an.", "24.11. 10:00"),
        ("Sie hören spätestens übermorgen von uns.", "25.11. 18:00"),
        ("Die Gutschrift erhalten Sie innerhalb von 3 Werktagen.", "26.11. 18:00"),
        ("Ihr Paket kommt am Mittwoch an.", "25.11. 18:00"),
        ("Unsere Technikerin wird Sie noch heute anrufen.", "23.11. 18:00"),
        ("Hallo Frau Meier,\n\nwir prüfen das bis Ende der Woche.\n\nViele Grüße", "27.11. 18:00"),
        ("Wir senden heute die Rechnung und am Freitag die Ware.", "27.11. 18:00"),
        ("I'll get back to you by tomorrow.", "24.11. 18:00"),
        ("You will receive the refund within 5 business days.", "30.11. 18:00"),
        ("We will let you know by Friday, 5 pm.", "27.11. 17:00"),
        ("Your parcel should arrive early next week.", "01.12. 18:00"),
        ("Ich schicke dir das Etikett heute Abend.", "23.11. 21:00"),
    ],
)
def test_a_promise_is_found(text: str, expected: str) -> None:
    assert due(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Bitte melden Sie sich bis Freitag bei uns.",
        "Könnten Sie uns das Foto bis morgen schicken?",
        "Wir haben das Paket am Freitag verschickt.",
        "Die Ware wurde am Montag geliefert.",
        "Wenn Sie bis Freitag bestellen, liefern wir am Montag.",
        "Vor Freitag können wir das leider nicht prüfen.",
        "We shipped it on Friday.",
        "Could you send us the photo by Friday?",
        "If you order by noon, we will ship it today.",
        "Wir melden uns.",
        "Am Freitag ist Feiertag.",
        "> Wir melden uns bis Freitag.\nDanke.",
        "Wir melden uns heute bis 9 Uhr.",
    ],
)
def test_what_is_no_promise(text: str) -> None:
    assert due(text) == ""


def test_it_tells_where_it_stands() -> None:
    text = "Guten Tag.\nWir melden uns bis Freitag, 12 Uhr. Danke."
    (found,) = find_promises(text, MONDAY, day_ends=time(17))
    assert found.words == "Wir melden uns bis Freitag, 12 Uhr."
    assert text[slice(*found.place)] == found.words
    assert text[slice(*found.moment_place)] == "Freitag, 12 Uhr"
