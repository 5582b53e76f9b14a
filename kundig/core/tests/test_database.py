"""A database that was away: who waits for it has it soon, and its absence is told from mistakes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from psycopg.conninfo import make_conninfo
from psycopg_pool import PoolTimeout

from kundig.core.database import PatientPool, is_away
from tests.processes import wait_for

NOBODY = "host=/nowhere dbname=kundig"


def reached() -> str:
    """The address of the tests' own database."""
    parameters: dict[str, Any] = connection.get_connection_params()
    wanted = ("host", "port", "user", "password", "dbname")
    return make_conninfo("", **{name: parameters[name] for name in wanted if parameters.get(name)})


@pytest.fixture
def address(transactional_db: None) -> list[str]:
    """Where the pool looks: the last of these."""
    return [reached()]


@pytest.fixture
def pool(address: list[str]) -> Iterator[PatientPool]:
    options = {"min_size": 1, "max_size": 6, "timeout": 60, "kwargs": {"autocommit": True}}
    with PatientPool(conninfo=lambda: address[-1], open=False, **options) as pool:
        # Or its first connection would still be on its way while a test takes the server away.
        pool.wait(30)
        yield pool


def test_of_dead_connections_only_one_is_tried(pool: PatientPool) -> None:
    given = [pool.getconn() for _ in range(6)]
    numbers = [one.info.backend_pid for one in given]
    for one in given:
        pool.putconn(one)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(pg_terminate_backend(n)) FROM unnest(%s) AS n", [numbers])
    with pool.connection() as alive:
        assert alive.info.backend_pid not in numbers
    assert pool.get_stats()["connections_lost"] == 1


def test_who_waits_is_served_as_soon_as_the_server_is_back(
    pool: PatientPool, address: list[str]
) -> None:
    address.append(NOBODY)
    pool.drain()
    served = threading.Event()

    def wait() -> None:
        with pool.connection():
            served.set()

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    # With pauses that double this many looks would take minutes.
    wait_for(lambda: pool.get_stats().get("connections_errors", 0) > 12, seconds=30)
    assert not served.is_set()
    address.append(address[0])
    assert served.wait(30)
    waiting.join()


def test_an_absent_database_is_told_from_mistakes(pool: PatientPool) -> None:
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(NOBODY)
    with pool.connection() as other:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [other.info.backend_pid])
        with pytest.raises(psycopg.Error) as ended:
            other.execute("SELECT 1")
    with pytest.raises(DatabaseError) as wrong, connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert is_away(refused.value)
    assert is_away(ended.value)
    assert is_away(PoolTimeout())
    assert not is_away(wrong.value)
    assert not is_away(psycopg.errors.ProgramLimitExceeded("too large"))
    assert not is_away(psycopg.errors.DeadlockDetected("deadlock"))
    assert not is_away(ValueError("none of the database"))
