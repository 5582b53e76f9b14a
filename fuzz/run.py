"""One run: what goes in, what comes out, what breaks.

Mails are taken in and understood some at a time, as the listener and a worker do it while many come. Some of
which nothing can be said against are each good; otherwise they come again one by one, to find out which it was.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from fuzz.reader import Reader, reader
from kundig.channels import understanding
from kundig.channels.email.models import Mailbox
from kundig.channels.intake import Input, take_in_all
from kundig.channels.models import Parked, Receipt, Stage
from kundig.conversations.models import Channel

SECONDS = 2.0
MEGABYTES = 300


class Run:
    """Takes mails and counts; what broke something is kept in `kept`."""

    def __init__(self, kept: Path) -> None:
        self.tried = 0
        self.broken = 0
        self._kept = kept
        self._stages: Counter[str] = Counter()
        self._slowest = 0.0
        self._peak = 0
        self._again = 0
        self._channel = _channel()
        self._reader = Reader(0, 0.0, 0)

    def try_some(self, raws: Sequence[bytes]) -> None:
        """Take mails in and let them become visible; the same bytes twice are one mail, and count once."""
        new = list(dict.fromkeys(raws))
        wrong = self._wrong_with(new)
        self.tried += len(new)
        if wrong and len(new) == 1:
            self._keep(new[0], wrong)
        elif wrong:
            self._again += len(new)
            for raw in new:
                once_more = b"X-Again: %d\r\n" % self._again + raw
                if single := self._wrong_with([once_more]):
                    self._keep(once_more, single)

    def report(self) -> str:
        """One line for where the run stands."""
        stages = ", ".join(f"{count} {stage}" for stage, count in self._stages.most_common())
        return (
            f"{self.tried} mails: {stages}; {self._again} of them once more, alone; slowest {self._slowest:.2f} s of "
            f"processor, readers up to {self._peak} MB, {self.broken} broken"
        )

    def _keep(self, raw: bytes, wrong: str) -> None:
        self.broken += 1
        path = self._kept / f"{hashlib.sha256(raw).hexdigest()[:16]}.eml"
        path.write_bytes(raw)
        print(f"{path}: {wrong}", flush=True)

    def _wrong_with(self, raws: list[bytes]) -> str:
        before, began = self._reader, time.thread_time()
        try:
            take_in_all([Input(self._channel, raw) for raw in raws])
            self._understand()
        except Exception as problem:  # whatever it is, it is what we look for
            return f"{type(problem).__name__}: {problem}"[:300]
        self._reader = reader()
        seconds = time.thread_time() - began + self._reader.since(before)
        self._peak = max(self._peak, self._reader.megabytes)
        if len(raws) == 1 or seconds <= SECONDS:
            self._slowest = max(self._slowest, seconds)
        if before.pid and not self._reader.pid:
            return "its reader died"
        if seconds > SECONDS:
            return f"{seconds:.1f} s of processor"
        if self._reader.megabytes > MEGABYTES:
            return f"{self._reader.megabytes} MB"
        return self._wrong_with_kept(raws)

    def _understand(self) -> None:
        """Let all become visible that waits; what fails stays behind, and nothing waits for it."""
        waiting = Receipt.objects.filter(understood_at=None, failures=0)
        left, before = waiting.count(), -1
        while left and left != before:
            understanding.take_along()
            left, before = waiting.count(), left
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")

    def _wrong_with_kept(self, raws: list[bytes]) -> str:
        """What is wrong with what was kept of mails."""
        sums = {hashlib.sha256(raw).hexdigest(): raw for raw in raws}
        receipts = list(Receipt.objects.filter(sha256__in=sums).select_related("blob"))
        # What names no person who wrote to us is no conversation: it waits on the page of parked mails.
        parked = set(Parked.objects.filter(receipt__in=receipts).values_list("receipt", flat=True))
        stages = ["parked" if one.pk in parked else one.stage for one in receipts]
        self._stages.update(stages)
        if len(receipts) != len(raws):
            return "not stored"
        if any(bytes(one.blob.content) != sums[one.sha256] for one in receipts):
            return "not stored as it came"
        if any(one.message_id is None and one.pk not in parked for one in receipts):
            return "not visible"
        if len(raws) > 1 and not {"parked", Stage.WHOLE}.issuperset(stages):
            return "one could be read in part only"
        return ""


def _channel() -> Channel:
    channel, made = Channel.objects.get_or_create(
        kind="email", address="help@example.com", defaults={"name": "Fuzz"}
    )
    if made:
        Mailbox.objects.create(channel=channel)
    return channel
