"""Reading strangers' mails where nothing can break: in child processes with hard limits.

`understand(raw)` is the one function the rest of Kundig calls. It never raises, takes at most two
time-outs, and may be called from any number of threads. A child that takes too long, too much
memory or dies is ended and replaced; its mail is then read by headers only, in a child too, and at
last as plain text, for which no child is needed.
"""

from __future__ import annotations

import atexit
import os
import queue
import select
import subprocess
import sys
import threading
import time
from pathlib import Path

from kundig.channels.email.mime import wire
from kundig.channels.email.mime.child import ANSWER, QUESTION, READY
from kundig.channels.email.mime.mail import ParsedMail
from kundig.channels.email.mime.parse import parse_raw
from kundig.core import caps

_MODULE = "kundig.channels.email.mime.child"
_IMPORT_ROOT = str(Path(__file__).resolve().parents[4])
_CHUNK = 1 << 18
# JSON escapes one character in up to six bytes, and `text`, `html` and `reply` may all be full.
_MOST_WORDS = 6 * (2 * caps.MAIL_TEXT_CHARS + caps.MAIL_HTML_CHARS) + 4_000_000


def understand(raw: bytes) -> ParsedMail:
    """What a mail says, as far as it can be read within the limits. Never raises."""
    return _shared().understand(raw)


class Guard:
    """A small pool of children, started when first needed."""

    def __init__(
        self,
        *,
        children: int = caps.MAIL_CHILDREN,
        seconds: float = caps.MAIL_CHILD_SECONDS,
        cpu_seconds: int = caps.MAIL_CHILD_CPU_SECONDS,
        memory: int = caps.MAIL_CHILD_MEMORY_BYTES,
    ) -> None:
        self._seconds = seconds
        self._limits = (str(memory), str(cpu_seconds))
        self._places: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(children):
            self._places.put(None)
        self._children = children

    def understand(self, raw: bytes) -> ParsedMail:
        """What a mail says: whole, or its headers, or as plain text. Never raises."""
        for stage in (b"w", b"h"):
            mail = self._ask(stage, raw)
            if mail is not None:
                return mail
        return parse_raw(raw)

    def close(self) -> None:
        """End all children. A later call of `understand` starts new ones."""
        children = [self._places.get() for _ in range(self._children)]
        for child in children:
            if child is not None:
                child.end()
            self._places.put(None)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The children that wait for a mail now."""
        return tuple(child.process_id for child in self._places.queue if child is not None)

    def _ask(self, stage: bytes, raw: bytes) -> ParsedMail | None:
        child = self._places.get()
        try:
            if child is not None and not child.is_fit:
                child.end()
                child = None
            if child is not None:
                try:
                    return child.ask(stage, raw, self._seconds)
                except _Died:
                    # It may have been ended from outside while idle: this mail is not to blame.
                    child.end()
                    child = None
            child = _Child(self._limits)
            return child.ask(stage, raw, self._seconds)
        except (_Died, _TooSlow, OSError, ValueError):
            if child is not None:
                child.end()
                child = None
            return None
        finally:
            self._places.put(child)


class _Died(Exception):
    """The child ended before it answered."""


class _TooSlow(Exception):
    """The child took longer than a mail may take."""


class _Child:
    """One process and its two pipes. Used by one thread at a time."""

    def __init__(self, limits: tuple[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", _MODULE, *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Nothing of our surroundings: no secret, no database address.
            env={"PYTHONPATH": _IMPORT_ROOT, "LANG": "C.UTF-8"},
            cwd="/",
            bufsize=0,
            # Ctrl-C ends us in good order; the mail being read must not suffer from it.
            start_new_session=True,
        )
        self._pipes = [pipe for pipe in (self._process.stdin, self._process.stdout) if pipe]
        self._in, self._out = (pipe.fileno() for pipe in self._pipes)
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._mails = 0
        self._is_ready = False

    @property
    def is_fit(self) -> bool:
        """Alive, and not yet due for replacement."""
        return self._process.poll() is None and self._mails < caps.MAIL_CHILD_MAILS

    @property
    def process_id(self) -> int:
        """The number the system knows it by."""
        return self._process.pid

    def ask(self, stage: bytes, raw: bytes, seconds: float) -> ParsedMail | None:
        """The child's reading of a mail; None when this stage cannot read it.

        Raises _Died, _TooSlow, or ValueError for an answer that makes no sense.
        """
        self._mails += 1
        if not self._is_ready:
            # Starting takes its time on a busy machine, and no mail is to blame for it.
            self._receive(len(READY), time.monotonic() + caps.MAIL_CHILD_START_SECONDS)
            self._is_ready = True
        deadline = time.monotonic() + seconds
        self._send(QUESTION.pack(stage, len(raw)), deadline)
        self._send(raw, deadline)
        words, contents = ANSWER.unpack(self._receive(ANSWER.size, deadline))
        if words == 0:
            return None
        if words > _MOST_WORDS or contents > len(raw) + _CHUNK:
            raise ValueError("answer too long")
        return wire.decode(self._receive(words, deadline), self._receive(contents, deadline))

    def end(self) -> None:
        """End the process at once and wait for it."""
        self._process.kill()
        for pipe in self._pipes:
            pipe.close()
        self._process.wait()

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            _wait(self._in, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._in, view[:_CHUNK]) :]
            except BrokenPipeError as error:
                raise _Died from error

    def _receive(self, length: int, deadline: float) -> bytes:
        received = bytearray()
        while len(received) < length:
            _wait(self._out, select.POLLIN, deadline)
            chunk = os.read(self._out, min(_CHUNK, length - len(received)))
            if not chunk:
                raise _Died
            received += chunk
        return bytes(received)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    """Until the pipe is ready. poll, because select fails above 1,024 open files."""
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1_000):
        raise _TooSlow


_guards: dict[int, Guard] = {}  # by process: a forked worker must not share its parent's pipes
_guards_lock = threading.Lock()


def _shared() -> Guard:
    with _guards_lock:
        guard = _guards.get(os.getpid())
        if guard is None:
            guard = _guards[os.getpid()] = Guard()
            atexit.register(_close, guard, os.getpid())
        return guard


def _close(guard: Guard, process: int) -> None:
    """At the end of the process that made the guard; a fork of it leaves the children alone."""
    if os.getpid() == process:
        guard.close()
