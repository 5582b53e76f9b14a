"""`python -m bench --only flood`: one sender floods a mailbox (M19); how long do others' mails take to become visible?

Real listener, real worker. The flood comes over several connections, spread over ten minutes or, with no
seconds given to it, as fast as the listener takes it; meanwhile others write one mail each. Measured from the
listener's "250" to the message, by the database's clock.
"""

from __future__ import annotations

import argparse
import smtplib
import statistics
import threading
import time
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path

from bench.arrival import ADDRESS, prepare, running
from bench.database import start
from tests.ports import free_port, wait_for_port

ROOT = Path(__file__).resolve().parent.parent
GOAL_SECONDS = 5.0
MAILS, SECONDS, OTHERS = 10_000, 600, 100
CONNECTIONS = 4
PAUSE_SECONDS = 0.5
PATIENCE_SECONDS = 120


def main() -> None:
    """Read the size of the flood and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.flood")
    parser.add_argument("--mails", type=int, default=MAILS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--others", type=int, default=OTHERS)
    options = parser.parse_args()
    measure(options.mails, options.seconds, options.others)


def measure(mails: int = MAILS, seconds: int = SECONDS, others: int = OTHERS) -> None:
    """Start listener and worker, flood, and print what the others waited.

    `seconds` are those over which the flood and the others' mails are spread; 0 is as fast as may be.
    """
    start(ROOT / ".data" / "bench-flood")
    prepare()
    smtp = free_port()
    with ExitStack() as parts:
        parts.enter_context(running(["mail-listener"], smtp))
        wait_for_port(smtp, seconds=120)
        parts.enter_context(running(["worker"], smtp))
        _wake(smtp)
        run = str(time.time_ns())
        share = mails // CONNECTIONS
        senders = [
            threading.Thread(target=_flood, args=[smtp, run, part, share, seconds])
            for part in range(CONNECTIONS)
        ]
        for sender in senders:
            sender.start()
        _write(smtp, run, others, max(seconds / others, PAUSE_SECONDS))
        waits = _waits(run, others)
        still = _waiting()
        for sender in senders:
            sender.join()
        _print(waits, others, still, run)


def _wake(smtp: int) -> None:
    """Wait for the first mail: a worker that still starts says nothing about floods."""
    first = f"first-{time.time_ns()}"
    _write(smtp, first, 1, 0)
    if not _waits(first, 1):
        raise SystemExit(f"The worker has understood nothing within {PATIENCE_SECONDS} seconds.")


def _flood(smtp: int, run: str, part: int, mails: int, seconds: int) -> None:
    began = time.monotonic()
    with smtplib.SMTP("127.0.0.1", smtp, timeout=PATIENCE_SECONDS) as server:
        for number in range(mails):
            time.sleep(max(began + seconds * number / mails - time.monotonic(), 0))
            server.send_message(_mail("robot@monitor.example", f"flood-{run}-{part}-{number}"))


def _write(smtp: int, run: str, others: int, pause: float) -> None:
    for number in range(others):
        with smtplib.SMTP("127.0.0.1", smtp, timeout=PATIENCE_SECONDS) as server:
            server.send_message(_mail(f"person{number}@kunden.example", f"other-{run}-{number}"))
        time.sleep(pause)


def _mail(sender: str, id: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, ADDRESS, f"Lampe {id}"
    mail["Message-ID"] = f"<{id}@bench.example>"
    mail.set_content(f"Guten Tag, meine Lampe flackert seit gestern. {id}")
    return mail


def _waits(run: str, others: int) -> list[float]:
    """Return the seconds from receipt to message of the others' mails, once all of them are there or patience ends."""
    from kundig.channels.models import Receipt

    ours = Receipt.objects.filter(message__external_id__startswith=f"other-{run}-")
    until = time.monotonic() + PATIENCE_SECONDS
    while ours.count() < others and time.monotonic() < until:
        time.sleep(PAUSE_SECONDS)
    pairs = ours.values_list("received_at", "understood_at")
    return sorted((done - came).total_seconds() for came, done in pairs if done)


def _waiting() -> int:
    from kundig.channels.models import Receipt

    return Receipt.objects.filter(understood_at=None).count()


def _print(waits: list[float], others: int, still: int, run: str) -> None:
    from kundig.conversations.models import Conversation, Message

    # Whoever still waits has waited for longer than all that could be measured.
    waits = [*waits, *[float(PATIENCE_SECONDS)] * (others - len(waits))]
    p95 = waits[int(len(waits) * 0.95)]
    verdict = "" if p95 <= GOAL_SECONDS else "   MISSED"
    flooded = Message.objects.filter(external_id__startswith=f"flood-{run}-")
    into = Conversation.objects.filter(messages__in=flooded).distinct().count()
    print(
        f"{len(waits)} others during a flood: p50 {statistics.median(waits):.2f} s, p95 {p95:.2f} s, "
        f"at worst {waits[-1]:.2f} s   goal {GOAL_SECONDS:.0f} s{verdict}"
    )
    print(f"of the flood {flooded.count()} became visible in {into} conversations, {still} waited")


if __name__ == "__main__":
    main()
