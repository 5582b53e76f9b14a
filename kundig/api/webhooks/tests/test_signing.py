"""Signatures: checked by what the documents tell receivers to do, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from kundig.api.webhooks import signing
from tests.receiver import SECRET

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "developers" / "webhooks.md"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def check() -> Callable[[str, dict[str, str], bytes], bool]:
    """The function that the documents show."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    names: dict[str, Callable[[str, dict[str, str], bytes], bool]] = {}
    exec(code, names)
    return names["is_from_kundig"]


def test_r04_the_documents_check_what_we_sign(
    check: Callable[[str, dict[str, str], bytes], bool],
) -> None:
    other, body = signing.new_secret(), '{"type": "Grüße"}'.encode()
    headers = signing.headers("msg_1", AT, body, [other, SECRET])
    with time_machine.travel(AT) as clock:
        assert check(SECRET, headers, body)
        assert check(other, headers, body)
        assert not check(signing.new_secret(), headers, body)
        assert not check(SECRET, headers, body + b" ")
        assert not check(SECRET, headers | {"webhook-id": "msg_2"}, body)
        clock.shift(301)
        assert not check(SECRET, headers, body)


def test_secrets_are_long_and_never_the_same() -> None:
    assert len({signing.new_secret() for _ in range(10)}) == 10
    assert len(signing.key_of(signing.new_secret())) == 32
