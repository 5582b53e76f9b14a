"""The database that Kundig brings along ends with the last of its users, however they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port, wait_for_port
from tests.processes import wait_for

USER = """
import pathlib, sys
from kundig.config import embedded
embedded.start(pathlib.Path(sys.argv[1]))
print("up", flush=True)
sys.stdin.read()
"""

KEEPER = """
import pathlib, sys, time
from kundig.config import embedded
embedded.start(pathlib.Path(sys.argv[1]))
print("up", flush=True)
while True:
    time.sleep(0.2)
    embedded.look_after()
"""


class Users:
    """Processes that share one embedded database."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def database_runs(self) -> bool:
        """Whether the server is up."""
        return (self.data / "postgresql" / "postmaster.pid").exists()

    @property
    def server_id(self) -> int | None:
        """The process id of a server that takes connections."""
        try:
            lines = (self.data / "postgresql" / "postmaster.pid").read_text().split("\n")
            return int(lines[0]) if lines[7].strip() == "ready" else None
        except (OSError, IndexError, ValueError):
            return None

    def join(self, program: str = USER) -> subprocess.Popen[bytes]:
        """Start a process that uses the database until its input ends."""
        user = self._start([sys.executable, "-c", program, str(self.data / "postgresql")])
        assert user.stdout is not None
        assert user.stdout.readline() == b"up\n"
        return user

    def run(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a command of Kundig."""
        return self._start([sys.executable, "-m", "kundig", *words], **environment)

    def _start(self, command: list[str], **environment: str) -> subprocess.Popen[bytes]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        }
        process = subprocess.Popen(
            command,
            env={**inherited, "KUNDIG_DATA": str(self.data), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._running.append(process)
        return process

    def end(self) -> None:
        """End whoever still runs; the last one stops the database."""
        for process in self._running:
            process.terminate()
            process.communicate()
        if self.database_runs:
            self.join().communicate()


@pytest.fixture
def users(tmp_path: Path) -> Iterator[Users]:
    """Processes on a database of their own."""
    users = Users(tmp_path)
    yield users
    users.end()


def test_the_database_ends_with_its_last_user_though_another_was_killed(users: Users) -> None:
    first, second, third = users.join(), users.join(), users.join()
    first.communicate()
    assert users.database_runs
    second.kill()
    second.communicate()
    assert users.database_runs
    third.communicate()
    assert not users.database_runs


def test_a_database_that_died_is_started_again(users: Users) -> None:
    keeper = users.join(KEEPER)
    first = users.server_id
    assert first
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: users.server_id not in (None, first), seconds=30)
    keeper.kill()
    keeper.wait()
    users.join().communicate()
    assert not users.database_runs


def test_who_is_asked_to_end_stops_the_database(users: Users) -> None:
    port = free_port()
    web = users.run("web", KUNDIG_PORT=str(port))
    wait_for_port(port, seconds=60)
    web.send_signal(signal.SIGTERM)
    web.communicate(timeout=30)
    assert web.returncode == 0
    assert not users.database_runs
