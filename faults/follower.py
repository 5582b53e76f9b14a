"""A browser that follows the log all the time, and notes when it heard of which conversation."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

import httpx


@dataclass
class Follower:
    """Keeps `/live/` open, reconnecting from the last position like a browser."""

    url: str
    cookies: dict[str, str]
    # Conversation → when it was named, in seconds of the epoch.
    heard: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    resets: int = 0
    connects: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up."""
        self._stopping.set()
        if self._thread:
            self._thread.join(30)

    def _listen(self) -> None:
        position = ""
        timeout = httpx.Timeout(5, read=25)
        with httpx.Client(
            base_url=self.url, cookies=self.cookies, timeout=timeout, trust_env=False
        ) as client:
            while not self._stopping.is_set():
                headers = {"Last-Event-ID": position} if position else {}
                self.connects += 1
                try:
                    with client.stream("GET", "/live/", headers=headers) as answer:
                        if answer.status_code == 200:
                            for line in answer.iter_lines():
                                position = self._read(line, position)
                                if self._stopping.is_set():
                                    return
                except httpx.HTTPError:
                    pass
                time.sleep(0.5)

    def _read(self, line: str, position: str) -> str:
        if line.startswith("id: "):
            return line[4:]
        if line == "event: reset":
            self.resets += 1
        elif line.startswith("data: "):
            now = time.time()
            for name in json.loads(line[6:]).get("names", []):
                kind, _, number = name.partition(":")
                if kind == "conversation" and number.isdigit():
                    self.heard[int(number)].append(now)
        return position
