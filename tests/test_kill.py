"""Power cuts: workers and listener killed at any moment lose nothing, and double at most what was in the air."""

from __future__ import annotations

import random
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from kundig.channels.email.actions import make as make_mailbox
from kundig.channels.email.tests.mails import mail
from kundig.conversations import actions
from kundig.conversations.models import Conversation, Delivery, DeliveryState, Direction, Message
from kundig.core import caps
from kundig.core.actor import SYSTEM
from tests.jobs import forget_jobs
from tests.processes import Process, Sink, free_port, mail_server, read, wait_for, wait_for_port

pytestmark = pytest.mark.django_db(transaction=True)

SERVICE = "service@lummer.example"
SEED = 20261123
MAILS = 60
KILLS = 6
PATIENCE_SECONDS = 60
WORKER = ["worker", "--threads", "2", "--heartbeat", "0.3", "--silence", "1.5"]


@pytest.fixture
def clean_queue() -> Iterator[None]:
    """No jobs of other tests before, none of ours behind."""
    forget_jobs()
    yield
    forget_jobs()


class World:
    """Listener, worker and the customers' mail server; the first two die as the test likes."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.port = free_port()
        self.sink = Sink(after_each=self._after_delivery)
        self.worker = Process(WORKER)
        self.listener = Process(
            ["mail-listener"],
            {"KUNDIG_SMTP_PORT": str(self.port), "KUNDIG_SMTP_HOST": "127.0.0.1"},
        )
        self.kills = 0
        self._one_at_a_time = threading.Lock()
        # The next mail that the far side takes is the last thing this worker sees.
        self.kill_after_delivery = threading.Event()

    def _after_delivery(self) -> None:
        if self.kill_after_delivery.is_set():
            self.kill_after_delivery.clear()
            self.kill_worker()

    def strike(self) -> None:
        """Kill now the worker, now the listener, now whoever sends, at moments of chance."""
        for number in range(KILLS):
            time.sleep(self.chance.uniform(1.5, 4.0))
            if number % 3 == 2:
                self.listener.kill()
                self.listener.start()
            elif number % 3 == 1:
                self.kill_after_delivery.set()
            else:
                self.kill_worker()

    def kill_worker(self) -> None:
        """Kill the worker and start another one."""
        with self._one_at_a_time:
            self.worker.kill()
            self.kills += 1
            self.worker.start()


def post_all(port: int, names: list[str]) -> None:
    """Post mails as a mail server does: try again until each was taken."""
    for name in names:
        raw = mail(sender=f"{name}@kunde.example", message_id=f"<{name}@kunde.example>", text=name)
        while True:
            try:
                with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
                    server.sendmail(f"{name}@kunde.example", [SERVICE], raw)
                break
            except (OSError, smtplib.SMTPException):
                time.sleep(0.2)
        time.sleep(0.2)


def answer_all(count: int) -> None:
    """Answer each conversation once, as soon as it is there."""
    answered: set[int] = set()
    until = time.monotonic() + PATIENCE_SECONDS
    while len(answered) < count:
        assert time.monotonic() < until, f"{len(answered)} of {count} conversations arrived"
        for conversation in Conversation.objects.exclude(pk__in=answered):
            actions.reply(conversation, by=SYSTEM, text=f"Antwort an {conversation.customer.name}")
            answered.add(conversation.pk)
        time.sleep(0.1)


def test_r05_nothing_is_lost_when_processes_are_killed(
    clean_queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "UNDO_SECONDS", 0)
    world = World()
    names = [f"kunde{number}" for number in range(MAILS)]
    with mail_server(world.sink) as out:
        make_mailbox(
            by=SYSTEM, address=SERVICE, smtp_host="127.0.0.1", smtp_port=out, smtp_security="none"
        )
        striking = threading.Thread(target=world.strike, daemon=True)
        world.listener.start()
        world.worker.start()
        try:
            wait_for_port(world.port)
            posting = threading.Thread(target=post_all, args=(world.port, names), daemon=True)
            posting.start()
            striking.start()
            answer_all(MAILS)
            wait_for(
                lambda: Delivery.objects.filter(state=DeliveryState.SENT).count() == MAILS,
                seconds=PATIENCE_SECONDS,
            )
        finally:
            # Whoever strikes starts a process anew; it must have ended before they are stopped.
            if striking.ident:
                striking.join(PATIENCE_SECONDS)
            world.worker.stop()
            world.listener.stop()

    arrived = Message.objects.filter(direction=Direction.INBOUND)
    assert sorted(arrived.values_list("text", flat=True)) == sorted(names), "each mail once"
    assert Conversation.objects.count() == MAILS
    sent = Counter(read(envelope.content)["Message-ID"] for envelope in world.sink.mails)
    assert len(sent) == MAILS, "each answer went out, always under the same id"
    doubled = sum(count - 1 for count in sent.values())
    assert doubled <= world.kills, f"{doubled} doubled by {world.kills} kills"
