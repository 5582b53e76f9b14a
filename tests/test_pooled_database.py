"""Behind a proxy that pools transactions locks get lost: `kundig doctor` finds that out, with a real PgBouncer."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from kundig.config import checks
from tests.ports import free_port, wait_for_port

SEARCHED = f"{os.environ['PATH']}:/usr/sbin"
CONFIGURATION = """
[databases]
* = host={host} port={server_port} user={user}{password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
ignore_startup_parameters = extra_float_digits,options
"""

pytestmark = pytest.mark.django_db(transaction=True)


@contextlib.contextmanager
def pooled(folder: Path, mode: str) -> Iterator[None]:
    """Let the connection of this process lead through a PgBouncer that pools in this mode."""
    program = shutil.which("pgbouncer", path=SEARCHED)
    if program is None:
        pytest.skip("PgBouncer is not installed")
    port, settings = free_port(), connection.settings_dict
    given = {
        "host": settings["HOST"],
        "server_port": settings["PORT"] or 5432,
        "user": settings["USER"],
        # An empty one would be a mistake to it.
        "password": f" password={settings['PASSWORD']}" if settings["PASSWORD"] else "",
    }
    file = folder / "pgbouncer.ini"
    file.write_text(CONFIGURATION.format(**given, port=port, mode=mode))
    command = [program, str(file)]
    if os.geteuid() == 0:
        # It refuses to stay root; whose folder it is may use the socket of the tests' own server.
        host = Path(settings["HOST"])
        command[1:1] = ["-u", host.owner() if host.is_absolute() else "nobody"]
    direct = {name: settings[name] for name in ("HOST", "PORT")}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for_port(port)
            connection.close()
            settings |= {"HOST": "127.0.0.1", "PORT": str(port)}
            yield
        finally:
            connection.close()
            settings |= direct
            process.terminate()


def test_a_proxy_that_pools_transactions_is_told(tmp_path: Path) -> None:
    with pooled(tmp_path, "transaction"):
        [found] = checks._sessions()
    assert "PgBouncer" in found.what
    assert "pool_mode = session" in found.mend
    assert found.fatal


def test_a_proxy_that_pools_sessions_is_not_complained_about(tmp_path: Path) -> None:
    with pooled(tmp_path, "session"):
        assert not list(checks._sessions())


def test_nor_is_the_server_itself() -> None:
    assert not list(checks._sessions())
