"""kundig doctor names what endangers messages."""

from __future__ import annotations

import pytest
from django.db import connection

from kundig.config import checks
from kundig.core import secrets

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["synchronous_commit"])
def test_r15_a_commit_that_may_be_lost_is_refused(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {name} = off")
    assert any(name in finding.what and finding.fatal for finding in checks.examine())


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
