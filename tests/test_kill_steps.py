"""kill −9 of the worker between any two steps: the mail still shows once, the answer still goes out once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from kundig.channels.email.actions import make as make_mailbox
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.conversations import actions
from kundig.conversations.models import (
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Message,
)
from kundig.core import caps
from kundig.core.actor import SYSTEM
from tests.jobs import forget_jobs
from tests.processes import Sink, database_url, mail_server, read
from tests.stepping import ACCEPTED

pytestmark = pytest.mark.django_db(transaction=True)

# All of them instead of those around what can't be undone; takes two minutes.
EVERY_STEP = "KUNDIG_TEST_EVERY_STEP" in os.environ
# The last step before the far side has an answer; at the next one it has it.
HANDED_OVER = "SMTP data"
# After these, somebody else can see what the worker has done.
LASTING = ("COMMIT", "procrastinate_fetch_job", "procrastinate_finish_job", HANDED_OVER, ACCEPTED)


@dataclass
class Workers:
    """Workers that die where they are told to."""

    process: subprocess.Popen[str]

    def killed_before(self, step: int) -> list[str]:
        """Run a worker that is killed before it takes this step (from 0); return what it did."""
        done = self._run(step)
        assert done["killed"], f"there is no step {step}: {done['steps']}"
        assert len(done["steps"]) == step
        steps: list[str] = done["steps"]
        return steps

    def unharmed(self) -> list[str]:
        """Run a worker that ends by itself; return its steps."""
        steps: list[str] = self._run(1_000_000)["steps"]
        return steps

    def taking_over(self) -> list[str]:
        """Run a worker that takes over what a killed one left behind; return its steps."""
        done = self._run(None)
        assert not done["killed"]
        steps: list[str] = done["steps"]
        return steps

    def _run(self, die_before: int | None) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"die_before": die_before}) + "\n")
        self.process.stdin.flush()
        done: dict[str, Any] = json.loads(self.process.stdout.readline())
        return done


@pytest.fixture
def workers() -> Iterator[Workers]:
    """A process that forks workers on the test's database."""
    forget_jobs()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "kundig.config.settings",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.stepping"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        yield Workers(process)
        assert process.stdin is not None
        process.stdin.close()
    forget_jobs()


@contextmanager
def mailbox() -> Iterator[tuple[Channel, Sink]]:
    """Give a mailbox that sends to a mail server of customers."""
    sink = Sink()
    with mail_server(sink) as port:
        made = make_mailbox(
            by=SYSTEM,
            address="service@lummer.example",
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
        )
        yield made.channel, sink


def chosen(steps: list[str]) -> list[int]:
    """Return before which steps to kill: before and after each lasting one, or all of them."""
    if EVERY_STEP:
        return list(range(len(steps)))
    lasting = [n for n, name in enumerate(steps) if name in LASTING]
    around = {n for one in lasting for n in (one, one + 1)}
    return sorted(n for n in around if n < len(steps))


def take_in_mail(channel: Channel, number: int) -> str:
    """Let the mailbox take in one more mail; returns what it says."""
    text = f"Anliegen {number}"
    sender = f"kunde{number}@kunde.example"
    raw = mail(sender=sender, message_id=f"<{number}@kunde.example>", subject=text, text=text)
    take_in(channel, raw, envelope={"from": sender, "to": [channel.address]})
    return text


def test_r05_a_mail_shows_once_wherever_the_worker_is_killed(workers: Workers) -> None:
    with mailbox() as (channel, _sink):
        for number in (1_001, 1_002):
            # The first customer of a mail host costs a look more than the second.
            take_in_mail(channel, number)
            steps = workers.unharmed()
        assert steps.count("COMMIT") >= 1
        for number, step in enumerate(chosen(steps)):
            text = take_in_mail(channel, number)
            done = workers.killed_before(step)
            workers.taking_over()
            shown = Message.objects.filter(text__startswith=text, subject=text)
            assert shown.count() == 1, f"killed after {done}"
            assert Conversation.objects.filter(subject=text).count() == 1
    assert not Receipt.objects.filter(understood_at=None).exists()


def test_r05_an_answer_goes_out_once_wherever_the_worker_is_killed(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "UNDO_SECONDS", 0)
    with mailbox() as (channel, sink):
        take_in_mail(channel, 0)
        workers.unharmed()
        conversation = Conversation.objects.get()

        def answer() -> None:
            actions.reply(conversation, by=SYSTEM, text="Bitte die Fassung prüfen.")

        for _ in range(2):
            # The second answer of a conversation looks at the first.
            answer()
            steps = workers.unharmed()
        assert ACCEPTED in steps
        for step in chosen(steps):
            sink.mails.clear()
            answer()
            done = workers.killed_before(step)
            workers.taking_over()
            ids = Counter(read(envelope.content)["Message-ID"] for envelope in sink.mails)
            assert len(ids) == 1, "always under the same id"
            # It can't be helped: the far side has it, and the worker died before it could say so.
            was_in_the_air = HANDED_OVER in done and "COMMIT" not in done[done.index(HANDED_OVER) :]
            assert ids.total() == (2 if was_in_the_air else 1), f"killed after {done}"
    sent = Delivery.objects.filter(state=DeliveryState.SENT).count()
    assert sent == Message.objects.filter(direction=Direction.OUTBOUND).count()
