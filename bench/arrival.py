"""`python -m bench.arrival`: from "250" of the mail listener to the row on an open desk, with all parts of Kundig running.

The desk does what a browser does: it listens to the names of what changed, and fetches the list.
"""

from __future__ import annotations

import argparse
import os
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path

import httpx

from bench.database import start
from tests.ports import free_port, wait_for_port

ROOT = Path(__file__).resolve().parent.parent
GOAL_SECONDS = 1.0
ADDRESS = "arrival@lummer.example"
PATIENCE_SECONDS = 60


def main() -> None:
    """Start everything, send one mail after the other, and print how long each was on its way."""
    parser = argparse.ArgumentParser(prog="python -m bench.arrival")
    parser.add_argument("--mails", type=int, default=12)
    options = parser.parse_args()
    start(ROOT / ".data" / "bench-arrival")
    cookie = prepare()
    web, smtp = free_port(), free_port()
    with ExitStack() as parts:
        for words, port in ((["web", "--port", str(web)], web), (["mail-listener"], smtp)):
            parts.enter_context(running(words, smtp))
            wait_for_port(port, seconds=120)
        parts.enter_context(running(["worker"], smtp))
        with httpx.Client(base_url=f"http://127.0.0.1:{web}", timeout=PATIENCE_SECONDS) as desk:
            desk.headers["Cookie"] = cookie
            # The first wakes all parts up.
            _arrival(desk, smtp)
            times = sorted(_arrival(desk, smtp) for _ in range(options.mails))
    median = statistics.median(times)
    verdict = "" if times[-1] <= GOAL_SECONDS else "   MISSED"
    print(
        f"{'mail accepted → on the open desk':34}{median:6.2f} s  {times[-1]:6.2f} s at worst"
        f"   goal {GOAL_SECONDS:.0f} s{verdict}"
    )


def _arrival(desk: httpx.Client, smtp: int) -> float:
    """Return the seconds from the listener's word to the row in the list."""
    subject = f"Lampe {time.time_ns()}"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "kofi@mensah.example", ADDRESS, subject
    mail["Message-ID"] = f"<{time.time_ns()}@mensah.example>"
    mail.set_content("Guten Tag, meine Lampe flackert seit gestern.")
    with desk.stream("GET", "/live/") as stream:
        lines = stream.iter_lines()
        _next(lines, "here")
        with smtplib.SMTP("127.0.0.1", smtp, timeout=PATIENCE_SECONDS) as server:
            server.send_message(mail)
            accepted = time.perf_counter()
            while True:
                _next(lines, "changed")
                rows = desk.get("/inbox/open/rows/", headers={"HX-Request": "true"})
                if subject in rows.text:
                    return time.perf_counter() - accepted


def _next(lines: Iterator[str], event: str) -> None:
    """Read on until the stream tells of this."""
    next(line for line in lines if line == f"event: {event}")


def prepare() -> str:
    """Make mailbox and agent where there are none yet; return the cookie of the agent's browser."""
    from django.conf import settings
    from django.test import Client

    from kundig.channels.email.models import Mailbox
    from kundig.conversations.models import Channel
    from kundig.core.permissions import permissions
    from kundig.staff.models import Agent, Organisation, Role

    Organisation.objects.get_or_create(pk=1, defaults={"name": "Messfeld"})
    channel, _is_new = Channel.objects.get_or_create(
        kind="email", address=ADDRESS, defaults={"name": "Bench"}
    )
    Mailbox.objects.get_or_create(channel=channel)
    role, _is_new = Role.objects.get_or_create(
        name="Alles", defaults={"permissions": [one.name for one in permissions()]}
    )
    agent, _is_new = Agent.objects.get_or_create(
        email="agent@bench.example", defaults={"name": "Person", "role": role}
    )
    browser = Client()
    browser.force_login(agent)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"


@contextmanager
def running(words: list[str], smtp: int, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of Kundig's commands until the block ends; `settings` go into its environment."""
    address = {
        "KUNDIG_URL": "http://127.0.0.1",
        "KUNDIG_SMTP_PORT": str(smtp),
        "KUNDIG_SMTP_HOST": "127.0.0.1",
    }
    program = str(Path(sys.executable).with_name("kundig"))
    part = subprocess.Popen([program, *words], env={**os.environ, **address, **settings})
    try:
        yield part
    finally:
        part.terminate()
        part.wait()


if __name__ == "__main__":
    main()
