"""Agents: they answer conversations by the API, and try again with the same key until they hear that it is done."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import httpx

PAUSE_SECONDS = 0.3


@dataclass
class Agents:
    """Answers `wanted` open conversations, each once."""

    port: int
    token: str
    wanted: int
    answered: set[int] = field(default_factory=set)
    surprises: list[str] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to answer."""
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def is_done(self) -> bool:
        """Say whether all was answered."""
        return len(self.answered) >= self.wanted

    def stop(self) -> None:
        """Stop; for the end of a run that failed."""
        self._stopping.set()
        if self._thread:
            self._thread.join(20)

    def _work(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        with httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=60, trust_env=False
        ) as client:
            while not self.is_done() and not self._stopping.is_set():
                for number in self._open(client):
                    if number not in self.answered and not self.is_done():
                        self._answer(client, number)
                time.sleep(PAUSE_SECONDS)

    def _open(self, client: httpx.Client) -> list[int]:
        try:
            answer = client.get("/api/v1/conversations", params={"state": "open", "limit": 100})
            answer.raise_for_status()
        except httpx.HTTPError:
            return []
        return [conversation["id"] for conversation in answer.json()["items"]]

    def _answer(self, client: httpx.Client, number: int) -> None:
        while not self._stopping.is_set():
            try:
                answer = client.post(
                    f"/api/v1/conversations/{number}/reply",
                    json={"text": f"Antwort {number}", "resolve": True},
                    headers={"Idempotency-Key": f"answer-{number}"},
                )
            except httpx.HTTPError:
                time.sleep(PAUSE_SECONDS)
                continue
            if answer.is_success:
                self.answered.add(number)
                return
            if answer.status_code < 500 and answer.status_code not in (409, 429):
                self.surprises.append(f"{number}: {answer.status_code} {answer.text[:200]}")
                return
            time.sleep(PAUSE_SECONDS)
