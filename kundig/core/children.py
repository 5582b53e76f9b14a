"""Foreign bytes are taken apart where nothing can break: in child processes with hard limits.

A `Pool` starts children of one module, which `child.serve`s. A child that takes too long, too much
memory or dies is ended and replaced; whoever asked hears None and reads less, or nothing.
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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kundig.core import caps
from kundig.core.child import ANSWER, QUESTION, READY

T = TypeVar("T")

_IMPORT_ROOT = str(Path(__file__).resolve().parents[2])
_CHUNK = 1 << 18


@dataclass(frozen=True)
class Limits:
    """What one child may cost: seconds on the wall and of processor for one answer, address space,
    and how many questions it answers before it is replaced."""

    seconds: float
    cpu_seconds: int
    memory: int
    questions: int


class Pool:
    """A few children of one module, started when first needed. May be asked from any number of threads."""

    def __init__(self, module: str, limits: Limits, *, children: int) -> None:
        self._module = module
        self._limits = limits
        self._places: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(children):
            self._places.put(None)
        self._children = children

    def ask(
        self,
        stage: bytes,
        content: bytes,
        read: Callable[[bytes, bytes], T],
        *,
        most: tuple[int, int],
    ) -> T | None:
        """Return what `read` makes of the child's answer: of its words and its contents.

        `stage` is the one byte by which the module knows what to do with `content`; `most` says how long
        words and contents may be. None where the child can't do it, or not within the limits, or where
        `read` finds no sense in the answer (ValueError). Never raises, and takes at most one time-out.
        """
        try:
            return self.insist(stage, content, read, most=most)
        except Unanswered:
            return None

    def insist(
        self,
        stage: bytes,
        content: bytes,
        read: Callable[[bytes, bytes], T],
        *,
        most: tuple[int, int],
    ) -> T | None:
        """Ask as `ask` does, but None is the child's own word that it can't.

        Raises Unanswered where it died, took too long or made no sense: on another day it may answer.
        """
        child = self._places.get()
        try:
            if child is not None and not child.is_fit:
                child.end()
                child = None
            if child is not None:
                try:
                    return child.ask(stage, content, read, most)
                except Died:
                    # It may have been ended from outside while idle: this content is not to blame.
                    child.end()
                    child = None
            child = _Child(self._module, self._limits)
            return child.ask(stage, content, read, most)
        except (Died, TooSlow, OSError, ValueError) as problem:
            if child is not None:
                child.end()
                child = None
            raise Unanswered from problem
        finally:
            self._places.put(child)

    def close(self) -> None:
        """End all children. A later question starts new ones."""
        children = [self._places.get() for _ in range(self._children)]
        for child in children:
            if child is not None:
                child.end()
            self._places.put(None)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The children that wait for a question now."""
        return tuple(child.process_id for child in self._places.queue if child is not None)


def shared(module: str, make: Callable[[], Pool]) -> Pool:
    """Return this process's pool for a module, made when first asked for and closed when the process ends."""
    with _pools_lock:
        key = (os.getpid(), module)
        if key not in _pools:
            _pools[key] = make()
            atexit.register(_close, key)
        return _pools[key]


# By process: a forked worker must not share its parent's pipes.
_pools: dict[tuple[int, str], Pool] = {}
_pools_lock = threading.Lock()


def _close(key: tuple[int, str]) -> None:
    """At the end of the process that made the pool; a fork of it leaves the children alone."""
    if os.getpid() == key[0]:
        _pools[key].close()


class Unanswered(Exception):
    """There was no answer: nothing is known about the content."""


class Died(Exception):
    """The child ended before it answered."""


class TooSlow(Exception):
    """The child took longer than an answer may take."""


class _Child:
    """One process and its two pipes. Used by one thread at a time."""

    def __init__(self, module: str, limits: Limits) -> None:
        self._limits = limits
        numbers = [str(limits.memory), str(limits.cpu_seconds)]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", module, *numbers],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Nothing of our surroundings: no secret, no database address.
            env={"PYTHONPATH": _IMPORT_ROOT, "LANG": "C.UTF-8"},
            cwd="/",
            bufsize=0,
            # Ctrl-C ends us in good order; what is being read must not suffer from it.
            start_new_session=True,
        )
        self._pipes = [pipe for pipe in (self._process.stdin, self._process.stdout) if pipe]
        self._in, self._out = (pipe.fileno() for pipe in self._pipes)
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._questions = 0
        self._is_ready = False

    @property
    def is_fit(self) -> bool:
        """Alive, and not yet due for replacement."""
        return self._process.poll() is None and self._questions < self._limits.questions

    @property
    def process_id(self) -> int:
        """The number the system knows it by."""
        return self._process.pid

    def ask(
        self,
        stage: bytes,
        content: bytes,
        read: Callable[[bytes, bytes], T],
        most: tuple[int, int],
    ) -> T | None:
        """What `read` makes of the answer; None when the child says that it can't.

        Raises Died, TooSlow, or ValueError for an answer that makes no sense.
        """
        self._questions += 1
        if not self._is_ready:
            # Starting takes its time on a busy machine, and no question is to blame for it.
            self._receive(len(READY), time.monotonic() + caps.CHILD_START_SECONDS)
            self._is_ready = True
        deadline = time.monotonic() + self._limits.seconds
        self._send(QUESTION.pack(stage, len(content)), deadline)
        self._send(content, deadline)
        words, contents = ANSWER.unpack(self._receive(ANSWER.size, deadline))
        if words == 0:
            return None
        if words > most[0] or contents > most[1]:
            raise ValueError("answer too long")
        return read(self._receive(words, deadline), self._receive(contents, deadline))

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
                raise Died from error

    def _receive(self, length: int, deadline: float) -> bytes:
        received = bytearray()
        while len(received) < length:
            _wait(self._out, select.POLLIN, deadline)
            chunk = os.read(self._out, min(_CHUNK, length - len(received)))
            if not chunk:
                raise Died
            received += chunk
        return bytes(received)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    """Until the pipe is ready. poll, because select fails above 1,024 open files."""
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1_000):
        raise TooSlow
