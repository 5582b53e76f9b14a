"""What the database holds, as short texts: equal before and after means that nothing was changed."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import connection

# Not what Kundig knows, but that somebody came by: sessions, limits, queues, marks of having looked.
PASSING = {
    "staff_session",
    "usersessions_usersession",
    "core_bucket",
    "core_cache",
    "conversations_seen",
    # What was refused leaves a trace there.
    "core_auditentry",
}


def fingerprint() -> dict[str, str]:
    """Return a hash over every row of every table, by table."""
    return _contents(_tables())


def written() -> dict[str, int]:
    """Return how many rows this transaction has written so far, undone or not, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, pg_stat_get_xact_tuples_inserted(name::regclass)"
            " + pg_stat_get_xact_tuples_updated(name::regclass)"
            " + pg_stat_get_xact_tuples_deleted(name::regclass) FROM unnest(%s::text[]) name",
            [_tables()],
        )
        return dict(cursor.fetchall())


def changed(before: dict[str, str], since: dict[str, int]) -> list[str]:
    """Return the tables that are no longer as in the fingerprint `before`, which held at `since`.

    The database counts what is written, so that only these tables have to be read.
    """
    touched = [table for table, count in written().items() if count != since[table]]
    found = _contents(touched)
    return [table for table in touched if found[table] != before[table]]


def _contents(tables: list[str]) -> dict[str, str]:
    # A token notes when it was used last, a mail service's webhook when a stranger last knocked.
    queries = [
        f"SELECT '{table}', md5(coalesce(string_agg("
        "(to_jsonb(t) - 'used_at' - 'refused_at')::text, '|' ORDER BY t::text), '')) "
        f"FROM {table} t"
        for table in tables
    ]
    if not queries:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        return dict(cursor.fetchall())


@cache
def _tables() -> list[str]:
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.db_table not in PASSING
    )
