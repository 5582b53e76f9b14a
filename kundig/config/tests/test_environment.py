"""A wrong setting ends the program with one sentence that names it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kundig.config import environment
from kundig.config.environment import SettingError

NAME = "KUNDIG_SAMPLE"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("abc", lambda: environment.number(NAME, 1, low=1, high=9)),
        ("10", lambda: environment.number(NAME, 1, low=1, high=9)),
        ("fr", lambda: environment.choice(NAME, "de", ["de", "en"])),
        ("Mars/Base", lambda: environment.time_zone(NAME, "Europe/Berlin")),
        ("desk.company.example", lambda: environment.address(NAME, "http://localhost")),
        ("https://", lambda: environment.address(NAME, "http://localhost")),
        ("10.0.0.0/99", lambda: environment.networks(NAME)),
        ("/nowhere/at/all.pem", lambda: environment.files(NAME)),
    ],
)
def test_a_wrong_value_is_named(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[], object]
) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(SettingError, match=NAME):
        read()


def test_a_misspelt_name_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNDIG_PROT", "9000")
    with pytest.raises(SettingError, match="KUNDIG_PROT"):
        environment.refuse_unknown()


def test_half_of_a_pair_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, __file__)
    with pytest.raises(SettingError, match="KUNDIG_OTHER is missing"):
        environment.files(NAME, "KUNDIG_OTHER")


def test_what_is_right_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(NAME, "https://desk.company.example/")
    assert environment.address(NAME, "http://localhost") == "https://desk.company.example"
    monkeypatch.setenv(NAME, str(tmp_path))
    assert environment.files(NAME) == [str(tmp_path)]
    assert environment.choice("KUNDIG_UNSET", "de", ["de", "en"]) == "de"
    assert environment.time_zone("KUNDIG_UNSET", "Europe/Berlin") == "Europe/Berlin"
