"""Texts sealed for one purpose are read for that purpose alone."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag

from kundig.core import secrets


def test_sealed_text_is_read_for_its_purpose_only() -> None:
    sealed = secrets.seal_text("app", "Grüße")
    assert "Grüße" not in sealed
    assert sealed != secrets.seal_text("app", "Grüße")
    assert secrets.reveal_text("app", sealed) == "Grüße"
    with pytest.raises(InvalidTag):
        secrets.reveal_text("other", sealed)
    with pytest.raises(InvalidTag):
        secrets.reveal_text("app", sealed[:-4] + "AAA=")
