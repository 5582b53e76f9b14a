"""Known words: spellings, forms, slips and parts of compound words are alike, and nothing else is."""

from __future__ import annotations

import pytest
from django.db import connection

from kundig.core.models import FreshWords, KnownWord
from kundig.core.vocabulary import alike, learn
from kundig.core.vocabulary.spelling import fold, slips, sound

pytestmark = pytest.mark.django_db

WRITTEN = """
Guten Tag, Frau Müller aus der Hauptstraße schreibt wegen ihrer Monatsrechnung und der Jahresabrechnungen.
Die Kaufverträge liegen bei der Verwaltung, der Direktor und Herr Maier sind im Garten am Tor. Monat, Kauf, Versicherung.
We are running out of paper, see invoices 4711 and ABC-123. Rechnungskopie Haustür Haus
"""


@pytest.fixture(autouse=True)
def learned() -> None:
    """What was written has been learned."""
    _write(WRITTEN)
    assert learn() == 0


def _write(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_freshwords (words) VALUES (to_tsvector('simple', %s))", [text]
        )


def _alike(word: str, *, forgiving: bool = False) -> list[str]:
    return [one.word for one in alike(word, forgiving=forgiving)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Mueller", "müller"),
        ("Muller", "müller"),
        ("Hauptstrasse", "hauptstraße"),
        ("Meyer", "maier"),
        ("Meier", "maier"),
        ("run", "running"),
        ("invoice", "invoices"),
        ("Rechnung", "monatsrechnung"),
        ("Rechnungen", "monatsrechnung"),
        ("Rechnung", "jahresabrechnungen"),
        ("Rechnung", "rechnungskopie"),
        ("Vertrag", "kaufverträge"),
        ("Verischerung", "versicherung"),
        ("Versichrung", "versicherung"),
        ("Versicherrung", "versicherung"),
        ("Versixherung", "versicherung"),
        ("Gatren", "garten"),
    ],
)
def test_what_was_meant_is_found(typed: str, found: str) -> None:
    assert found in _alike(typed)


@pytest.mark.parametrize(
    ("typed", "other"),
    [("Tor", "direktor"), ("Tag", "tor"), ("Kauf", "haus"), ("Waltung", "herr"), ("Ton", "tor")],
)
def test_what_was_not_meant_is_not(typed: str, other: str) -> None:
    assert other not in _alike(typed)


def test_slips_of_known_words_are_looked_for_only_where_wanted() -> None:
    _write("Maus")
    learn()
    assert "maus" not in _alike("Haus")
    assert "maus" in _alike("Haus", forgiving=True)


def test_numbers_and_codes_are_not_learned() -> None:
    words = set(KnownWord.objects.values_list("word", flat=True))
    assert {"müller", "monatsrechnung"} <= words
    assert not {"4711", "abc-123", "123"} & words


def test_learning_twice_is_learning_once() -> None:
    before = KnownWord.objects.count()
    _write(WRITTEN)
    learn()
    assert KnownWord.objects.count() == before
    assert not FreshWords.objects.exists()


@pytest.mark.parametrize("typed", ["", "a", "%", "_" * 50, "\\", "ß" * 99, "дом", "x" * 5_000])
def test_s01_whatever_is_typed_is_no_error(typed: str) -> None:
    _alike(typed, forgiving=True)


def test_spellings() -> None:
    assert fold("Mueller") == fold("MÜLLER") == fold("Muller") == "muller"
    assert fold("Straße") == fold("Strasse")
    assert sound("meyer") == sound("maier") == sound("meier")


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("garten", "garten", 0), ("gatren", "garten", 1), ("arten", "garten", 1), ("a", "garten", 3)],
)
def test_slips_between_words(one: str, other: str, number: int) -> None:
    assert slips(one, other, 2) == number
    assert slips(other, one, 2) == number
