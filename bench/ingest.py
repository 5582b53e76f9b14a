"""`python -m bench.ingest`: how many accepted mails one worker process makes visible in a second.

Plain mails, or with `--folder` every .eml file below a folder, as often as it takes. They are taken in
first; then one worker works them off, and its own notes tell the speed: from the first visible mail to the last.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.database import start

ROOT = Path(__file__).resolve().parent.parent
LINE = "Guten Tag, meine Bestellung ist noch nicht da. Wo bleibt sie denn?\r\n"


def main() -> None:
    """Take in, work off, and print the speed."""
    parser = argparse.ArgumentParser(prog="python -m bench.ingest")
    parser.add_argument("--mails", type=int, default=1_000)
    parser.add_argument("--folder", type=Path, help="take the .eml files below it")
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    start(ROOT / ".data" / "bench-ingest")
    mails = itertools.islice(
        _of_folder(options.folder) if options.folder else _plain(), options.mails
    )
    receipts = _take_in(mails)
    # Itself, its parsing children, and nothing of ours.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(Path(sys.executable).with_name("kundig")), "worker", "--once"]
    subprocess.run([*command, "--threads", str(options.threads)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{_speed(receipts):.0f} mails a second, accepted to visible")
    print(f"{1000 * seconds / len(receipts):.1f} ms of processor each, worker and its children")


def _plain() -> Iterator[bytes]:
    run = os.urandom(4).hex()
    for number in itertools.count():
        yield (
            f"From: Person {number} <person-{number}@{run}.example>\r\n"
            f"To: service@bench.example\r\nSubject: Bestellung {number}\r\n"
            f"Message-ID: <{number}@{run}.example>\r\n\r\n{LINE * 20}"
        ).encode()


def _of_folder(folder: Path) -> Iterator[bytes]:
    """Each time with another first line, or it would be the same mail again."""
    paths = sorted(path for path in folder.rglob("*.eml") if path.is_file())
    run = os.urandom(4).hex()
    for turn in itertools.count():
        for path in paths:
            yield f"X-Bench: {run}-{turn}-{path.name}\r\n".encode() + path.read_bytes()


def _take_in(mails: Iterator[bytes]) -> list[int]:
    from kundig.channels.email.models import Mailbox
    from kundig.channels.intake import take_in
    from kundig.conversations.models import Channel

    channel, made = Channel.objects.get_or_create(
        kind="email", address="service@bench.example", defaults={"name": "Service"}
    )
    if made:
        Mailbox.objects.create(channel=channel)
    return list(dict.fromkeys(take_in(channel, raw).pk for raw in mails))


def _speed(receipts: list[int]) -> float:
    """Receipts worked off in a second: those that became messages and those that were parked, where people read them, too."""
    from django.db.models import Count, Max, Min

    from kundig.channels.models import Receipt

    seen = Receipt.objects.filter(pk__in=receipts).aggregate(
        messages=Count("message"),
        parked=Count("parked"),
        first=Min("understood_at"),
        last=Max("understood_at"),
    )
    visible = seen["messages"] + seen["parked"]
    print(
        f"{seen['messages']} of {len(receipts)} became messages, {seen['parked']} were parked "
        f"(notices about mails that are not ours), {len(receipts) - visible} neither"
    )
    return float(visible / max((seen["last"] - seen["first"]).total_seconds(), 0.001))


if __name__ == "__main__":
    main()
