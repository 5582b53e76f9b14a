"""kundig doctor names what endangers messages."""

from __future__ import annotations

import pytest
from django.db import connection

from kundig.config import checks
from kundig.core import secrets

pytestmark = pytest.mark.django_db


def test_r15_a_commit_that_may_be_lost_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert any("synchronous_commit" in found.what and found.fatal for found in checks.examine())


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_r15_so_is_a_whole_server_that_may_lose_commits(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # Set for the whole server only, which other tests share.
    monkeypatch.setattr(checks, "_setting", lambda asked: "off" if asked == name else "on")
    [found] = checks._durability()
    assert name in found.what
    assert found.fatal


def test_a_durable_database_is_not_complained_about() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
    assert not list(checks._durability())
    assert not list(checks._version())
    assert not list(checks._migrations())


def test_a_wrong_encryption_key_is_named(settings: pytest.FixtureRequest) -> None:
    secrets.seal("geheim")
    settings.ENCRYPTION_KEY = "x" * 60  # type: ignore[attr-defined]  # pytest-django's settings
    assert any("encryption key" in finding.what for finding in checks._secrets())
