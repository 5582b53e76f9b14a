"""What `kundig doctor` looks at: each check answers with findings that say what is wrong and how to mend it."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from kundig.channels.email.models import Mailbox
from kundig.core import outside, secrets
from kundig.core.models import Secret

OLDEST_POSTGRESQL = 160000
ENOUGH_BYTES = 1_000_000_000
RESOLVE_SECONDS = 5.0
BACKEND = "SELECT pg_backend_pid()"


@dataclass(frozen=True)
class Finding:
    """Something wrong. `fatal` findings endanger what customers wrote."""

    what: str
    mend: str
    fatal: bool = True


def examine() -> list[Finding]:
    """Run all checks; those that need the database are left out where it can't be reached."""
    unreachable = list(_reach_database())
    if unreachable:
        return [*unreachable, *_keys(), *_disk(), *_front_end()]
    return [finding for check in CHECKS for finding in check()]


def _reach_database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except OperationalError as problem:
        reason = str(problem).strip().splitlines()[0]
        yield Finding(
            f"The database can't be reached: {reason}",
            "Check DATABASE_URL, or remove it to use the embedded database.",
        )


def _durability() -> Iterator[Finding]:
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if _setting(name) == "off":
            yield Finding(
                f"PostgreSQL runs with {name}=off: a power cut may lose messages that were accepted.",
                f"ALTER SYSTEM RESET {name}; SELECT pg_reload_conf();",
            )


def _version() -> Iterator[Finding]:
    if int(_setting("server_version_num")) < OLDEST_POSTGRESQL:
        yield Finding(
            f"PostgreSQL {_setting('server_version')} is too old.",
            "Update to PostgreSQL 16 or newer.",
        )


def _sessions() -> Iterator[Finding]:
    """Look whether a session keeps its backend between two transactions: locks and listening depend on it."""
    if connection.in_atomic_block or not _changes_backends():
        return
    yield Finding(
        "A proxy stands before the database that gives each transaction to another session (PgBouncer with"
        " pool_mode = transaction): the locks that keep two workers from doing the same at once get"
        " lost, and so does the news of what has happened.",
        "Let DATABASE_URL lead to PostgreSQL itself, or to a pool with pool_mode = session.",
    )


def _changes_backends() -> bool:
    """Tell whether another connection gets the backend that this one had a moment ago, or this one a new one."""
    had = _one(BACKEND)
    # While the other one is within a transaction a proxy has to give us something else than it has.
    with contextlib.closing(connection.copy()) as other, _transaction_of(other) as cursor:
        cursor.execute(BACKEND)
        [others] = cursor.fetchone()
        return others == had or _one(BACKEND) != had


@contextlib.contextmanager
def _transaction_of(other: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    """Yield a cursor within a transaction that is undone afterwards."""
    other.set_autocommit(False)
    with other.cursor() as cursor:
        yield cursor
    other.rollback()


def _encoding() -> Iterator[Finding]:
    if _setting("server_encoding") != "UTF8":
        yield Finding(
            f"The database is encoded as {_setting('server_encoding')}.",
            "Make it anew with ENCODING 'UTF8'.",
        )


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield Finding(f"{len(missing)} database migrations are missing.", "Run: kundig migrate")


def _keys() -> Iterator[Finding]:
    folder = Path(settings.DATA) / "keys"
    for path in folder.glob("*.key"):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(f"{path} can be read by others.", f"chmod 600 {path}")


def _secrets() -> Iterator[Finding]:
    sample = Secret.objects.first() if _table_exists("core_secret") else None
    if sample is None:
        return
    try:
        secrets.reveal(sample)
    except InvalidTag:
        yield Finding(
            "The encryption key does not fit the stored passwords of the channels.",
            "Bring back the file that KUNDIG_ENCRYPTION_KEY_FILE named before, from a backup.",
        )


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA).free
    if free < ENOUGH_BYTES:
        yield Finding(
            f"Only {free // 1_000_000} MB are free in {settings.DATA}.", "Make room on this disk."
        )
    if not os.access(settings.DATA, os.W_OK):
        yield Finding(f"{settings.DATA} can't be written.", "Give it to the user that runs Kundig.")


def _front_end() -> Iterator[Finding]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Finding(
            "The front end has not been built: pages would have no looks.",
            "Run: make build",
        )


def _worker() -> Iterator[Finding]:
    if not _table_exists("procrastinate_workers"):
        return
    alive = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"
    if _one(alive) == 0:
        yield Finding(
            "No worker is running: mails are taken in but not shown, answers are not sent.",
            "Start one: kundig serve, or kundig worker",
            fatal=False,
        )
    failed = _one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    if failed:
        yield Finding(
            f"{failed} jobs have failed for good.",
            f"Look at {settings.URL}/settings/jobs/ and try them again.",
            fatal=False,
        )


def _mail_servers() -> Iterator[Finding]:
    if list(_migrations()):
        return
    servers: dict[tuple[str, int], list[str]] = {}
    for mailbox in Mailbox.objects.filter(channel__closed_at=None).select_related("channel"):
        used = [(mailbox.smtp_host, mailbox.smtp_port)]
        if mailbox.fetches:
            used.append((mailbox.incoming_host, mailbox.incoming_port))
        for server in used:
            servers.setdefault(server, []).append(mailbox.channel.address)
    for (host, port), users in servers.items():
        if not host:
            continue
        for address in outside.forbidden_addresses(host, port, seconds=RESOLVE_SECONDS):
            yield Finding(
                f"The mail server {host} ({address}) of {', '.join(dict.fromkeys(users))} lies in a "
                "network of your own or on this machine: Kundig does not connect to it.",
                f"If it is yours, name it or its network in KUNDIG_OWN_NETWORKS (for example {address}) "
                "and start Kundig again.",
                fatal=False,
            )


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    _durability,
    _version,
    _sessions,
    _encoding,
    _migrations,
    _keys,
    _secrets,
    _disk,
    _front_end,
    _worker,
    _mail_servers,
]


def _setting(name: str) -> str:
    return str(_one("SELECT current_setting(%s)", name))


def _one(query: str, *parameters: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def _table_exists(name: str) -> bool:
    return _one("SELECT to_regclass(%s)", name) is not None
