"""Kundig's parts as processes, each of which can be killed, stopped for a while, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Part:
    """One process: `kundig <words>`, looked after as a service manager would."""

    name: str
    words: list[str]
    environment: dict[str, str]
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def start(self) -> None:
        """Start it; it need not be ready yet."""
        with self._lock, self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "faults.hurried", *self.words],
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
            )

    def strike(self) -> None:
        """End it as a power cut would, and start it anew."""
        self._end(signal.SIGKILL)
        self.start()

    def pause(self, seconds: float) -> None:
        """Let it stand still, as a machine does that swaps or is being moved."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        process.send_signal(signal.SIGCONT)

    def revive(self) -> bool:
        """Start it anew where it ended by itself; says whether it had."""
        process = self._process
        if process is None or process.poll() is None:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to end and wait."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
