"""A worker that is killed before its n-th step: each statement to the database and each word to a mail server is one.

Run as a process of its own, ready and with no connection open: for each order it forks a worker, which is as far as
a started one within no time. Orders come line by line as JSON: {"die_before": n} runs a worker that is killed,
{"die_before": null} one that first gives back what killed workers held and then ends by itself. The answer is
{"steps": [...], "killed": bool}.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import smtplib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

# The one step after which an answer is in the world although nobody has noted it.
ACCEPTED = "SMTP has accepted"

_TABLES = re.compile(r"(?:core|channels|conversations|customers|email|staff)_\w+|procrastinate_\w+")
_JOBS = re.compile(r"procrastinate_(fetch_job|finish_job|retry_job)")


class Steps:
    """Counts the steps of this process, writes each down before it is taken, and kills before the n-th."""

    def __init__(self, die_before: int | None, diary: int) -> None:
        self._left, self._diary = die_before, diary

    def take(self, name: str) -> None:
        """Note one step, or die instead of it."""
        if self._left is not None:
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1
        os.write(self._diary, f"{name}\n".encode())


def watch(steps: Steps) -> None:
    """Let every statement and every SMTP command of this process be a step."""
    _watch_database(steps)
    _watch_smtp(steps)


def _watch_database(steps: Steps) -> None:
    from psycopg import AsyncCursor, Cursor
    from psycopg._connection_base import BaseConnection

    execute, execute_async, command = (
        Cursor.execute,
        AsyncCursor.execute,
        BaseConnection._exec_command,
    )

    def noted(self: Any, query: Any, *words: Any, **named: Any) -> Any:
        # A connection that is being set up asks for nothing of ours, at no certain time.
        if name := _name(str(query)):
            steps.take(name)
        return execute(self, query, *words, **named)

    async def noted_async(self: Any, query: Any, *words: Any, **named: Any) -> Any:
        # Hearts beat and clocks tick whenever they like; fetching and finishing jobs are the worker's steps.
        if found := _JOBS.search(str(query)):
            steps.take(found[0])
        return await execute_async(self, query, *words, **named)

    def noted_command(self: Any, query: Any, *words: Any) -> Iterator[Any]:
        if query == b"COMMIT" and not isinstance(self, _asynchronous()):
            steps.take("COMMIT")
        yield from command(self, query, *words)

    Cursor.execute = noted  # type: ignore[method-assign]  # watching is the point
    AsyncCursor.execute = noted_async  # type: ignore[method-assign]  # as above
    BaseConnection._exec_command = noted_command  # type: ignore[method-assign,assignment]  # as above


def _asynchronous() -> type:
    from psycopg import AsyncConnection

    return AsyncConnection


def _name(query: str) -> str:
    """Return verb and table of a statement; "" where it has no table of ours."""
    found = _TABLES.search(query)
    return f"{query.split(None, 1)[0]} {found[0]}" if found else ""


def _watch_smtp(steps: Steps) -> None:
    command, data = smtplib.SMTP.putcmd, smtplib.SMTP.data

    def noted_command(self: smtplib.SMTP, cmd: str, args: str = "") -> None:
        steps.take(f"SMTP {cmd}")
        command(self, cmd, args)

    def noted_data(self: smtplib.SMTP, msg: Any) -> Any:
        answer = data(self, msg)
        steps.take(ACCEPTED)
        return answer

    smtplib.SMTP.putcmd = noted_command  # type: ignore[method-assign]  # as above
    smtplib.SMTP.data = noted_data  # type: ignore[method-assign]  # as above


async def _give_back() -> None:
    """Give back at once what the killed worker held; a living worker would wait for its silence first."""
    from procrastinate.contrib.django import app

    from kundig.core.jobs import retry_stalled

    async with app.open_async():
        context: Any = SimpleNamespace(app=app, additional_context={"silence": 0})
        await retry_stalled.func(context, 0)


def _work(die_before: int | None, diary: int) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    from kundig.core.worker import WorkerConnector, work

    watch(Steps(die_before, diary))
    if die_before is None:
        with app.replace_connector(WorkerConnector(kwargs=connector_params())):
            asyncio.run(_give_back())
    with app.replace_connector(WorkerConnector(kwargs=connector_params())):
        asyncio.run(work(threads=1, queue=["default"], heartbeat=5, silence=30, once=True))


def _fork(die_before: int | None) -> dict[str, Any]:
    with tempfile.TemporaryFile() as diary:
        child = os.fork()
        if child == 0:
            try:
                _work(die_before, diary.fileno())
            finally:
                os._exit(0)
        _pid, status = os.waitpid(child, 0)
        diary.seek(0)
        steps = diary.read().decode().splitlines()
    return {"steps": steps, "killed": os.WIFSIGNALED(status)}


def main() -> None:
    """Fork one worker after the other, as ordered."""
    import django

    django.setup()
    from kundig.core import caps

    caps.JOB_POLL_SECONDS = 0.05
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_fork(json.loads(line)["die_before"])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
