"""What the tests of this room share."""

from __future__ import annotations

import pytest

from kundig.core import log


@pytest.fixture(autouse=True)
def nobody_holds_the_log_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read whatever is committed: transactions beside a test would hold the log back (that, `tests/test_log.py` proves)."""
    monkeypatch.setattr(log, "SETTLED", "true")
