"""Running the parts of Kundig as children: started together, stopped together, restarted when they die."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

# Pauses before a child that keeps dying is started again, in seconds.
PAUSES = (0.5, 1, 2, 5, 10, 30)
# A child that lived this long is healthy again.
HEALTHY_SECONDS = 60
GRACE_SECONDS = 30
LOOK_SECONDS = 0.2
PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """One child process, by the command it runs, and the listening socket that it answers with others, if any."""

    command: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    deaths: int = 0
    wait_until: float = 0
    listening: socket.socket | None = None

    def start(self) -> None:
        """Start the child."""
        self.started = time.monotonic()
        handed = [] if self.listening is None else [self.listening.fileno()]
        words = [word for one in handed for word in ("--socket", str(one))]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kundig", self.command, *words],
            pass_fds=handed,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  # only one system call
        )

    def look_after(self) -> None:
        """Start the child, again if it has died, after a pause that grows while it keeps dying."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.wait_until:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.deaths = 1 if now - self.started > HEALTHY_SECONDS else self.deaths + 1
        pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
        sys.stderr.write(f"kundig {self.command} ended with {code}; started again in {pause} s\n")
        self.process, self.wait_until = None, now + pause


@dataclass
class Group:
    """All parts of one installation on this machine."""

    parts: list[Part]
    # Looks after what isn't a child, at every look; must not raise.
    look_after: Callable[[], None] = lambda: None
    stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Run until SIGINT or SIGTERM, then stop every part and wait for it."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        while not self.stopping:
            self.look_after()
            for part in self.parts:
                part.look_after()
            time.sleep(LOOK_SECONDS)
        stop(self.parts)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def stop(parts: list[Part]) -> None:
    """Ask every part to end and kill what has not ended in time."""
    running = [part.process for part in parts if part.process is not None]
    for process in running:
        process.send_signal(signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def die_with_parent() -> None:
    """Let the kernel end this process when its parent dies, even by SIGKILL (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
