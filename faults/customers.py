"""Customers' servers: they send until they hear that the mail was taken, and remember it."""

from __future__ import annotations

import queue
import smtplib
import threading
import time
from dataclasses import dataclass, field

from faults.mails import SERVICE, Sent

# A server of the world tries for days; here it waits a little only.
PAUSE_SECONDS = 0.2


@dataclass
class Customers:
    """Sends `mails` by several connections at once."""

    port: int
    mails: list[Sent]
    senders: int
    pause: float
    taken: list[Sent] = field(default_factory=list)
    refusals: int = 0
    _threads: list[threading.Thread] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to send."""
        todo: queue.SimpleQueue[Sent] = queue.SimpleQueue()
        for mail in self.mails:
            todo.put(mail)
        for _ in range(self.senders):
            thread = threading.Thread(target=self._send, args=(todo,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def is_done(self) -> bool:
        """Say whether every mail was taken."""
        return len(self.taken) == len(self.mails)

    def stop(self) -> None:
        """Give up; for the end of a run that failed."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(20)

    def _send(self, todo: queue.SimpleQueue[Sent]) -> None:
        connection: smtplib.SMTP | None = None
        while not self._stopping.is_set():
            try:
                mail = todo.get_nowait()
            except queue.Empty:
                break
            while not self._stopping.is_set():
                try:
                    connection = connection or smtplib.SMTP("127.0.0.1", self.port, timeout=60)
                    connection.sendmail(f"{mail.name}@kunde.example", [SERVICE], mail.raw)
                    self.taken.append(mail)
                    break
                except (OSError, smtplib.SMTPException) as problem:
                    self.refusals += 1
                    if connection is not None:
                        connection.close()
                    connection = None
                    if isinstance(problem, smtplib.SMTPDataError) and problem.smtp_code >= 500:
                        raise
                    time.sleep(PAUSE_SECONDS)
            self._stopping.wait(self.pause)
        if connection is not None:
            connection.close()
