"""The main job, with real peers: a mail comes in by SMTP, the answer arrives at a real mail server."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

import pytest

from kundig.channels.email.actions import make as make_mailbox
from kundig.channels.email.tests.mails import mail
from kundig.channels.models import Receipt
from kundig.conversations import actions
from kundig.conversations.models import Conversation, DeliveryState, Message
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.staff.models import Agent
from tests.jobs import forget_jobs
from tests.ports import free_port, wait_for_port
from tests.processes import Sink, mail_server, read, running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

SERVICE = "service@lummer.example"


@pytest.fixture
def sink() -> Sink:
    """The customers' mail server."""
    return Sink()


@pytest.fixture
def smtp_port(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Kundig's mail port, with listener and worker running and a mailbox that sends to the sink."""
    monkeypatch.setattr(caps, "UNDO_SECONDS", 0)
    forget_jobs()
    port = free_port()
    with mail_server(sink) as out:
        make_mailbox(
            by=SYSTEM,
            address=SERVICE,
            name="Lummer",
            smtp_host="127.0.0.1",
            smtp_port=out,
            smtp_security="none",
        )
        with (
            running("mail-listener", KUNDIG_SMTP_PORT=str(port), KUNDIG_SMTP_HOST="127.0.0.1"),
            running("worker", "--threads", "2"),
        ):
            wait_for_port(port)
            yield port
    forget_jobs()


def post(port: int, raw: bytes, *recipients: str) -> None:
    """Hand a mail to Kundig as a mail server would."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        server.sendmail("kofi@mensah.example", list(recipients) or [SERVICE], raw)


def test_a_mail_comes_in_and_an_answer_goes_out(smtp_port: int, sink: Sink, anna: Agent) -> None:
    post(smtp_port, mail())
    assert Receipt.objects.count() == 1, "accepted means committed"
    conversation = wait_for(
        lambda: Conversation.objects.filter(subject="Meine Lampe flackert").first()
    )

    actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    wait_for(lambda: sink.mails)
    envelope = sink.mails[0]
    answer = read(envelope.content)
    assert envelope.rcpt_tos == ["kofi@mensah.example"]
    assert envelope.mail_from == SERVICE
    assert answer["In-Reply-To"] == "<eins@mensah.example>"
    assert answer["References"] == "<eins@mensah.example>"
    assert answer["Subject"] == "Re: Meine Lampe flackert"
    wait_for(lambda: Message.objects.filter(delivery__state=DeliveryState.SENT).exists())

    reply_to = answer["Reply-To"].addresses[0].addr_spec
    thanks = mail(
        message_id="<zwei@mensah.example>",
        in_reply_to=answer["Message-ID"],
        references=f"{answer['References']} {answer['Message-ID']}",
        to=reply_to,
        subject="Re: Meine Lampe flackert",
        text="Vielen Dank!",
    )
    post(smtp_port, thanks, reply_to)
    wait_for(lambda: conversation.messages.count() == 3)
    conversation.refresh_from_db()
    assert conversation.preview == "Vielen Dank!"


def test_a_refusal_of_the_far_side_is_told(smtp_port: int, sink: Sink, anna: Agent) -> None:
    sink.refusals["kofi@mensah.example"] = "550 5.1.1 no such user"
    post(smtp_port, mail())
    conversation = wait_for(Conversation.objects.first)
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    wait_for(lambda: Message.objects.filter(delivery__state=DeliveryState.FAILED).exists())
    message.refresh_from_db()
    assert message.delivery.error == "kofi@mensah.example: 550 5.1.1 no such user"


def test_an_unknown_recipient_is_refused(smtp_port: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post(smtp_port, mail(), "niemand@lummer.example")
    assert refused.value.recipients["niemand@lummer.example"][0] == 550


def test_a_mail_that_is_too_large_is_refused_before_it_is_sent(smtp_port: int) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_port, timeout=20) as server:
        server.ehlo()
        code, _words = server.mail("a@x.example", [f"SIZE={caps.MAIL_BYTES + 1}"])
    assert code == 552
