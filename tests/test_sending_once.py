"""An answer goes out once, as its author wants it: over a restart of everything, and where several send at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from kundig.channels.email.actions import make as make_mailbox
from kundig.conversations import actions
from kundig.conversations.models import (
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Draft,
    Message,
)
from kundig.conversations.news import mark
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make
from tests.jobs import forget_jobs
from tests.ports import free_port, wait_for_port
from tests.processes import Process, Sink, mail_server, read, wait_for
from tests.program import Program
from tests.server import Server, session_cookie

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = "x" * 32


def browser(url: str, agent: Agent) -> httpx.Client:
    """Return the desk's way to the server, signed in, as htmx asks."""
    cookies = {**session_cookie(agent), "kundig_csrf": TOKEN}
    headers = {"X-CSRFToken": TOKEN, "HX-Request": "true"}
    return httpx.Client(base_url=url, cookies=cookies, headers=headers, timeout=30)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """The customers' mail server, and a mailbox that sends through it."""
    forget_jobs()
    sink = Sink()
    with mail_server(sink) as port:
        make_mailbox(
            by=SYSTEM,
            address="service@lummer.example",
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
        )
        yield sink
    forget_jobs()


def pass_undo_time() -> None:
    """Let the time be over in which answers could be taken back."""
    Delivery.objects.update(due_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'channels.send'"
        )


def test_undo_outlives_a_restart_and_what_was_not_taken_back_goes_out_once(
    sink: Sink, kofi: Customer, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "UNDO_SECONDS", 600)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    web = Process(["web"], {"KUNDIG_PORT": str(port), "KUNDIG_URL": url})
    worker = Process(["worker", "--threads", "2"])
    conversation = make.conversation(customer=kofi)
    try:
        for process in (web, worker):
            process.start()
        wait_for_port(port, seconds=60)
        regretted = actions.reply(conversation, by=anna.actor, text="Zu schnell.")
        meant = actions.reply(conversation, by=anna.actor, text="So ist es richtig.")
        # Whatever else follows from an answer is done: what waits is the sending alone.
        wait_for(lambda: _open_jobs() == ["channels.send", "channels.send"])
        for process in (web, worker):
            process.kill()
            process.start()
        wait_for_port(port, seconds=60)
        with browser(url, anna) as desk:
            assert desk.post(f"/messages/{regretted.pk}/withdraw/").status_code == 200
        assert Draft.objects.get().text == "Zu schnell."
        assert not sink.mails
        pass_undo_time()
        wait_for(lambda: Delivery.objects.filter(message=meant, state=DeliveryState.SENT).exists())
        # Its job is over, too, and so is that of the other one: nobody sends them again.
        wait_for(lambda: not _open_jobs())
    finally:
        web.stop()
        worker.stop()
    assert ["So ist es richtig." in str(read(one.content)) for one in sink.mails] == [True]
    regretted.refresh_from_db()
    assert regretted.withdrawn_at is not None


def _open_jobs() -> list[str]:
    jobs = ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
    return list(jobs.values_list("task_name", flat=True))


def test_of_three_who_send_at_once_by_desk_and_api_one_answers(
    server: Server, conversation: Conversation, anna: Agent, clara: Agent, ada: Agent
) -> None:
    seen, barrier = mark(), threading.Barrier(3)
    answers: list[httpx.Response] = []

    def send(client: httpx.Client, path: str) -> None:
        body = {"text": "Gern.", "seen": seen}
        with client:
            barrier.wait(20)
            is_program = client is outside
            answers.append(
                client.post(path, json=body) if is_program else client.post(path, data=body)
            )

    by_desk, by_api = (
        f"{before}/conversations/{conversation.pk}/reply" for before in ("", "/api/v1")
    )
    bearer = {"Authorization": f"Bearer {Program(ada).token}"}
    outside = httpx.Client(base_url=server.url, headers=bearer, timeout=30)
    senders = [
        threading.Thread(target=send, args=[client, path])
        for client, path in [
            (browser(server.url, anna), f"{by_desk}/"),
            (browser(server.url, clara), f"{by_desk}/"),
            (outside, by_api),
        ]
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    codes = sorted(answer.status_code for answer in answers)
    assert codes in ([200, 409, 409], [201, 409, 409])
    assert Message.objects.filter(direction=Direction.OUTBOUND).count() == 1
