"""`make fuzz`: damaged mails through the whole of taking in and understanding, and what broke.

Prints its seed. Every mail must become a message, no worker may fail, none may take more than
two seconds or the child that reads it more than 300 MB.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import os
import secrets
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bench.database import start
from fuzz.mutate import mutants
from fuzz.reader import Reader, reader
from fuzz.seeds import of_folder, own

if TYPE_CHECKING:
    from kundig.conversations.models import Channel

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 2.0
MEGABYTES = 300
TELL_EVERY = 1_000


def main() -> int:
    """Damage, take in, understand, and report; the exit code is 1 where anything broke."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    folder = os.environ.get("KUNDIG_FUZZ_FOLDER")
    parser.add_argument(
        "--folder", type=Path, default=folder, help="begin with the .eml files below it, too"
    )
    options = parser.parse_args()
    seeds = own() + (of_folder(options.folder) if options.folder else [])
    print(f"seed {options.seed}, {len(seeds)} mails to begin with", flush=True)
    start(ROOT / ".data" / "fuzz")
    run = _Run()
    for number, raw in enumerate(itertools.islice(mutants(seeds, options.seed), options.mails), 1):
        run.try_one(raw)
        if number % TELL_EVERY == 0:
            print(run.report(number), flush=True)
    print(run.report(options.mails))
    return 1 if run.broken else 0


class _Run:
    """One run: what went in, what came out, what broke."""

    def __init__(self) -> None:
        self.broken = 0
        self._stages: Counter[str] = Counter()
        self._slowest = 0.0
        self._peak = 0
        self._channel = _channel()
        self._reader = Reader(0, 0.0, 0)

    def try_one(self, raw: bytes) -> None:
        """Take one mail in and let it become visible."""
        wrong = self._wrong_with(raw)
        if wrong:
            self.broken += 1
            path = ROOT / ".data" / "fuzz" / f"{hashlib.sha256(raw).hexdigest()[:16]}.eml"
            path.write_bytes(raw)
            print(f"{path}: {wrong}", flush=True)

    def report(self, number: int) -> str:
        """One line for where the run stands."""
        stages = ", ".join(f"{count} {stage}" for stage, count in self._stages.most_common())
        return (
            f"{number} mails: {stages}; slowest {self._slowest:.2f} s of processor, "
            f"readers up to {self._peak} MB, {self.broken} broken"
        )

    def _wrong_with(self, raw: bytes) -> str:
        from kundig.channels import jobs
        from kundig.channels.intake import take_in
        from kundig.channels.models import Parked

        before, began = self._reader, time.thread_time()
        try:
            receipt = take_in(self._channel, raw)
            jobs.understand(receipt_id=receipt.pk)
        except Exception as problem:  # whatever it is, it is what we look for
            return f"{type(problem).__name__}: {problem}"[:300]
        self._reader = reader()
        seconds = time.thread_time() - began
        if self._reader.pid == before.pid:
            seconds = max(seconds, self._reader.seconds - before.seconds)
        self._slowest = max(self._slowest, seconds)
        self._peak = max(self._peak, self._reader.megabytes)
        receipt.refresh_from_db()
        # What goes round in circles is no conversation: it waits on the page of parked mails.
        is_parked = Parked.objects.filter(receipt=receipt).exists()
        self._stages["parked" if is_parked else receipt.stage] += 1
        if receipt.message is None and not is_parked:
            return "not visible"
        if bytes(receipt.blob.content) != raw:
            return "not stored as it came"
        if before.pid and not self._reader.pid:
            return "its reader died"
        if seconds > SECONDS:
            return f"{seconds:.1f} s of processor"
        return f"{self._reader.megabytes} MB" if self._reader.megabytes > MEGABYTES else ""


def _channel() -> Channel:
    from kundig.channels.email.models import Mailbox
    from kundig.conversations.models import Channel

    channel, made = Channel.objects.get_or_create(
        kind="email", address="help@example.com", defaults={"name": "Fuzz"}
    )
    if made:
        Mailbox.objects.create(channel=channel)
    return channel


if __name__ == "__main__":
    sys.exit(main())
