"""The database of a run: a copy of one that the migrations made, and how it is emptied.

Making it by migrations takes ten seconds of a processor, copying it half a one. The original stays in the
tests' server until a migration, or a library that brings migrations, is another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

KUNDIG = Path(__file__).resolve().parent.parent / "kundig"
LIBRARIES = ("Django", "django-allauth", "procrastinate")
ORIGINAL = "test_kundig_original_"
# Held by whoever looks for the original or copies it.
LOCK = 0x6B756E64
# Made with the database, by no test.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def provide() -> Iterator[None]:
    """Make this process's database anew, use it, and drop it in the end."""
    name, ordinary = connection.settings_dict["TEST"]["NAME"], connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        original = _original(cursor)
        _execute(cursor, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        _execute(cursor, "CREATE DATABASE {} TEMPLATE {}", name, original)
    _use(name)
    yield
    connection.creation.destroy_test_db(ordinary, verbosity=0)


def empty() -> None:
    """Delete the rows of every table that holds any; triggers and foreign keys have no say.

    TRUNCATE takes as long for an empty table as for a full one, and hardly a test writes to more than
    twenty of a hundred. As TRUNCATE does, this waits for whoever still writes.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - KEPT)
        _execute(cursor, f"LOCK TABLE {', '.join('{}' for _ in tables)} IN EXCLUSIVE MODE", *tables)
        cursor.execute(sql.SQL(" UNION ALL ").join(map(_whether_written, tables)))
        written = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in written:
            _execute(cursor, "DELETE FROM {}", table)


def _whether_written(table: str) -> sql.Composed:
    query = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    return query.format(table, sql.Identifier(table))


def _original(cursor: Any) -> str:
    """Return the name of the database that the migrations of this moment have made."""
    name = ORIGINAL + _state()
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [ORIGINAL])
    there = {found for (found,) in cursor.fetchall()}
    if name not in there:
        for old in there:
            _execute(cursor, "DROP DATABASE {}", old)
        _migrate(cursor, name)
    return name


def _migrate(cursor: Any, name: str) -> None:
    """Make the original; it has its name only once it is whole."""
    ordinary, unfinished = connection.settings_dict["NAME"], f"{name}_unfinished"
    tests = connection.settings_dict["TEST"]
    given, tests["NAME"] = tests["NAME"], unfinished
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    tests["NAME"] = given
    _use(ordinary)
    _execute(cursor, "ALTER DATABASE {} RENAME TO {}", unfinished, name)


def _use(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's own, unknown to the stubs
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def _state() -> str:
    """Return a short text that is another one where the migrations would make another database."""
    parts = [version(library).encode() for library in LIBRARIES]
    parts += ["\n".join(settings.INSTALLED_APPS).encode()]
    for path in sorted(KUNDIG.glob("**/migrations/*.py")):
        parts += [str(path.relative_to(KUNDIG)).encode(), path.read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def _execute(cursor: Any, statement: str, *names: str) -> None:
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
