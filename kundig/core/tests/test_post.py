"""Kundig's own letters: the carrier registered last is asked first, and secrets stay out of the log."""

from __future__ import annotations

import pytest

from kundig.core import post
from kundig.core.post import Letter


@pytest.fixture(autouse=True)
def no_carriers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "_carriers", [])


def test_without_a_carrier_the_text_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert not post.send("anna@lummer.example", "Einladung", "https://secret")
    assert "Einladung" in caplog.text
    assert "secret" not in caplog.text


def test_the_last_carrier_is_asked_first() -> None:
    taken: list[tuple[str, Letter]] = []

    def early(letter: Letter) -> bool:
        taken.append(("early", letter))
        return True

    def late(letter: Letter) -> bool:
        if letter.to.endswith("@far.example"):
            return False
        taken.append(("late", letter))
        return True

    for carrier in (early, late, late):
        post.carried_by(carrier)
    assert post.send("anna@lummer.example", "A", "text")
    assert post.send("anna@far.example", "B", "text")
    assert [(name, letter.subject) for name, letter in taken] == [("late", "A"), ("early", "B")]
