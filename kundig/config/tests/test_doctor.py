"""kundig doctor names what endangers messages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from kundig.channels.email import actions
from kundig.channels.email.models import Mailbox
from kundig.config import checks
from kundig.core import secrets
from kundig.core.actor import SYSTEM

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


def test_o07_a_mail_server_inside_that_is_not_named_is_told_with_what_to_do(
    settings: Any,
) -> None:
    mailbox = actions.make(by=SYSTEM, address="service@lummer.example")
    # As if it had been saved while the network was named.
    inside = {"smtp_host": "10.1.2.3", "incoming": "imap", "incoming_host": "192.168.7.9"}
    Mailbox.objects.filter(pk=mailbox.pk).update(**inside)
    settings.OWN_NETWORKS = ["192.168.7.0/24"]
    [found] = checks._mail_servers()
    assert "10.1.2.3" in found.what
    assert "service@lummer.example" in found.what
    assert "KUNDIG_OWN_NETWORKS" in found.mend
    assert found in checks.examine()
    settings.OWN_NETWORKS = ["192.168.7.0/24", "10.0.0.0/8"]
    assert not list(checks._mail_servers())
    actions.close(mailbox, by=SYSTEM)
    settings.OWN_NETWORKS = []
    assert not list(checks._mail_servers())
