"""From `reply` to the outgoing mail: queued, claimed, sent once, or failed with a reason."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import LazySettings
from django.db import OperationalError
from django.utils import timezone

from kundig.channels import jobs
from kundig.channels.email import fetch, probe
from kundig.channels.email.addresses import read_message_id, read_reply_address
from kundig.channels.email.channel import EmailKind
from kundig.channels.email.compose import compose
from kundig.channels.email.health import TROUBLE
from kundig.channels.email.models import Mailbox, SentMail
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, Delivery, DeliveryState, Message
from kundig.core import blobs, caps, secrets
from kundig.core.actor import SYSTEM, Actor
from kundig.core.errors import DeliveryFailed, Refused
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests.jobs import fail_jobs, forget_jobs, waiting, work_off
from tests.processes import Sink, mail_server


@pytest.fixture
def conversation(service: Channel) -> Conversation:
    """Kofi's mail, arrived by the front door."""
    # Tests that commit leave their jobs behind: the queue's tables are not Django's to empty.
    forget_jobs()
    take_in(service, mail(references="<alt@mensah.example>"))
    work_off()
    return Conversation.objects.get()


def sent() -> EmailMessage:
    """Return the one mail that lies in the demo mailbox."""
    content = blobs.content(SentMail.objects.get().blob_id)
    parsed = email.message_from_bytes(content, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def make_due() -> None:
    """Let the seconds pass in which an answer can be taken back."""
    Delivery.objects.update(due_at=timezone.now())


def test_an_answer_goes_out_threaded(conversation: Conversation, anna: Agent) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    work_off()
    assert not SentMail.objects.exists(), "it can still be taken back"
    make_due()
    work_off(ahead=True)
    out = sent()
    message.refresh_from_db()
    assert message.delivery.state == DeliveryState.SENT
    assert message.to == [{"name": "", "address": "kofi@mensah.example"}]
    assert read_message_id(out["Message-ID"]) == message.pk
    assert out["Message-ID"] == f"<{message.external_id}>"
    assert out["In-Reply-To"] == "<eins@mensah.example>"
    assert out["References"] == "<eins@mensah.example>"
    assert out["Subject"] == "Re: Meine Lampe flackert"
    assert out["To"] == "Kofi Mensah <kofi@mensah.example>"
    assert out["From"] == "Service <service@lummer.example>"
    assert read_reply_address(out["Reply-To"].addresses[0].addr_spec) == conversation.pk
    assert "Auto-Submitted" not in out
    text = out.get_body(("plain",))
    html = out.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Bitte die Fassung prüfen." in text.get_content()
    assert "> meine Lampe flackert seit gestern." in text.get_content()
    assert "<blockquote" in html.get_content()
    assert Event.objects.filter(kind="conversation.message_sent").count() == 1


def test_sending_twice_sends_once(conversation: Conversation, anna: Agent) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    make_due()
    work_off(ahead=True)
    jobs.send(delivery_id=message.delivery.pk)
    assert SentMail.objects.count() == 1


def test_a_withdrawn_answer_never_goes_out(conversation: Conversation, anna: Agent) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    work_off()
    actions.withdraw(message, by=anna.actor)
    work_off(ahead=True)
    assert not SentMail.objects.exists()


def test_a_claimed_answer_can_not_be_withdrawn(conversation: Conversation, anna: Agent) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    make_due()
    assert actions.mark_sending(message, by=SYSTEM)
    with pytest.raises(Refused):
        actions.withdraw(message, by=anna.actor)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A server that refuses; the list says for good or not, and may be changed."""
    permanent = [False]

    def refuse(_kind: EmailKind, _message: Message) -> str:
        raise DeliveryFailed("550 no such user", permanent=permanent[0])

    monkeypatch.setattr(EmailKind, "send", refuse)
    return permanent


def test_a_refusal_for_good_is_shown(
    conversation: Conversation, anna: Agent, refusing: list[bool]
) -> None:
    refusing[0] = True
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    make_due()
    work_off(ahead=True)
    conversation.refresh_from_db()
    assert Delivery.objects.get().state == DeliveryState.FAILED
    assert conversation.failed_count == 1
    event = Event.objects.get(kind="conversation.delivery_failed")
    assert event.data == {"message": message.pk, "reason": "550 no such user"}


def test_a_passing_refusal_is_tried_for_three_days(
    conversation: Conversation, anna: Agent, refusing: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Three days in a second: nobody waits for a turn.
    monkeypatch.setattr(caps, "SENDS_AT_ONCE", 100)
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    waited = timedelta()
    for _attempt in caps.DELIVERY_PAUSES_SECONDS:
        make_due()
        forget_jobs()
        jobs.send(delivery_id=message.delivery.pk)
        delivery = Delivery.objects.get()
        assert delivery.state == DeliveryState.QUEUED
        assert waiting("channels.send") == [{"delivery_id": delivery.pk}]
        waited += delivery.due_at - timezone.now()
    assert timedelta(days=2, hours=20) < waited < timedelta(days=3, hours=4)
    make_due()
    jobs.send(delivery_id=message.delivery.pk)
    assert Delivery.objects.get().state == DeliveryState.FAILED


def test_try_again_sends_anew(
    conversation: Conversation, anna: Agent, monkeypatch: pytest.MonkeyPatch, refusing: list[bool]
) -> None:
    refusing[0] = True
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    make_due()
    work_off(ahead=True)
    monkeypatch.undo()
    actions.retry(message, by=anna.actor)
    work_off(ahead=True)
    conversation.refresh_from_db()
    assert sent()["Message-ID"]
    assert conversation.failed_count == 0


def test_the_sweep_gives_a_lost_delivery_a_new_job(conversation: Conversation, anna: Agent) -> None:
    actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    forget_jobs()
    assert jobs.sweep_deliveries() == 0, "not due yet"
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    assert jobs.sweep_deliveries() == 1
    assert jobs.sweep_deliveries() == 0, "it has one now"


def test_an_answer_whose_job_failed_while_sending_is_shown_as_failed(
    conversation: Conversation, anna: Agent
) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    make_due()
    assert actions.mark_sending(message, by=SYSTEM)
    overdue = timedelta(seconds=caps.SWEEP_GRACE_SECONDS + 1)
    Delivery.objects.update(due_at=timezone.now() - overdue)
    jobs.sweep_deliveries()
    assert Delivery.objects.get().state == DeliveryState.SENDING, "its job may still settle it"
    fail_jobs()
    assert jobs.sweep_deliveries() == 0
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.FAILED
    assert delivery.error


def test_a_queued_answer_whose_job_failed_gets_another(
    conversation: Conversation, anna: Agent
) -> None:
    actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    overdue = timedelta(seconds=caps.SWEEP_GRACE_SECONDS + 1)
    Delivery.objects.update(due_at=timezone.now() - overdue)
    fail_jobs()
    assert jobs.sweep_deliveries() == 1
    work_off(ahead=True)
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_a_fault_of_ours_before_sending_is_told_after_few_tries(
    conversation: Conversation, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    monkeypatch.setattr("kundig.channels.email.send.compose", lambda _message: 1 / 0)
    states = []
    for _attempt in range(caps.DELIVERY_FAULT_TRIES):
        make_due()
        jobs.send(delivery_id=message.delivery.pk)
        states.append(Delivery.objects.get().state)
    few = [DeliveryState.QUEUED] * (caps.DELIVERY_FAULT_TRIES - 1)
    assert states == [*few, DeliveryState.FAILED]
    assert "in Kundig selbst" in Delivery.objects.get().error
    monkeypatch.undo()
    actions.retry(message, by=anna.actor)
    make_due()
    work_off(ahead=True)
    assert SentMail.objects.count() == 1, "nothing is lost"


def test_a_lost_connection_is_passing_trouble_however_often(
    conversation: Conversation, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")

    def lose(_message: Message) -> None:
        raise OperationalError("the connection was lost")

    monkeypatch.setattr("kundig.channels.email.send.compose", lose)
    for _attempt in range(caps.DELIVERY_FAULT_TRIES + 1):
        make_due()
        jobs.send(delivery_id=message.delivery.pk)
    assert Delivery.objects.get().state == DeliveryState.QUEUED


def test_a_fault_of_ours_while_the_server_may_have_it_sends_nothing_again(
    conversation: Conversation, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    Mailbox.objects.update_or_create(
        channel=conversation.channel, defaults={"smtp_host": "127.0.0.1"}
    )
    handed = []

    def break_down(*_given: object) -> None:
        handed.append(1)
        raise RuntimeError("a bug in reading what the server said")

    monkeypatch.setattr("kundig.channels.email.send.hand_over", break_down)
    for _attempt in range(2):
        make_due()
        jobs.send(delivery_id=message.delivery.pk)
    delivery = Delivery.objects.get()
    assert (len(handed), delivery.state) == (1, DeliveryState.FAILED)
    assert "nicht bekannt" in delivery.error


@pytest.mark.django_db(transaction=True)
def test_a_bug_after_sending_sends_nothing_again_and_is_told(
    conversation: Conversation, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    make_due()

    def break_down(_message: Message, *, by: Actor, **_said: Any) -> None:
        raise RuntimeError(f"a bug in what {by.kind} notes")

    monkeypatch.setattr(actions, "mark_sent", break_down)
    for _attempt in range(2):
        jobs.send(delivery_id=message.delivery.pk)
    assert SentMail.objects.count() == 1
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.FAILED
    assert delivery.error


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_went_out_is_marked_although_the_database_stumbles(
    conversation: Conversation, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    make_due()
    mark_sent, stumbles = actions.mark_sent, [1, 2]

    def stumble(message: Message, *, by: Actor, **said: Any) -> None:
        if stumbles:
            stumbles.pop()
            raise OperationalError("the connection was lost")
        mark_sent(message, by=by, **said)

    monkeypatch.setattr(actions, "mark_sent", stumble)
    monkeypatch.setattr(caps, "MARK_SENT_PAUSES_SECONDS", (0, 0))
    jobs.send(delivery_id=message.delivery.pk)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 1)


def test_m21_a_line_break_in_the_subject_makes_no_header(service: Channel, anna: Agent) -> None:
    raw = mail().replace(
        b"Subject: Meine Lampe flackert", b"Subject: =?utf-8?q?a=0d=0aBcc:_evil@x.example?="
    )
    take_in(service, raw)
    work_off()
    actions.reply(Conversation.objects.get(), by=anna.actor, text="Guten Tag")
    make_due()
    work_off(ahead=True)
    out = sent()
    assert "Bcc" not in out
    assert out["Subject"] == "Re: a Bcc: evil@x.example"
    assert SentMail.objects.get().recipients == ["kofi@mensah.example"]


@pytest.mark.parametrize(
    "bad",
    [
        "x@y.example\r\nBcc: evil@x.example",
        "<script>@x",
        "",
        "a b@c",
        "@",
        "ä@ö.example",
        "x" * 400,
    ],
)
def test_m21_no_address_breaks_the_answer_or_makes_a_header(
    conversation: Conversation, anna: Agent, bad: str
) -> None:
    with pytest.raises(Refused):
        actions.reply(conversation, by=anna.actor, text="Guten Tag", cc=[bad])
    # What came in by other ways is no better checked.
    message = actions.reply(conversation, by=anna.actor, text="Guten Tag")
    Message.objects.filter(pk=message.pk).update(cc=[{"name": "", "address": bad}])
    make_due()
    work_off(ahead=True)
    delivery = Delivery.objects.get()
    assert delivery.state in (DeliveryState.SENT, DeliveryState.FAILED)
    if delivery.state == DeliveryState.SENT:
        assert "Bcc" not in sent()


def test_a_closed_mailbox_sends_nothing(conversation: Conversation, anna: Agent) -> None:
    actions.reply(conversation, by=anna.actor, text="Guten Tag")
    Channel.objects.update(closed_at=timezone.now())
    make_due()
    work_off(ahead=True)
    assert not SentMail.objects.exists()
    assert Delivery.objects.get().state == DeliveryState.FAILED


@pytest.fixture
def sink(service: Channel) -> Iterator[Sink]:
    """The server through which the service mailbox sends."""
    sink = Sink()
    with mail_server(sink) as port:
        Mailbox.objects.update_or_create(
            channel=service,
            defaults={"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"},
        )
        yield sink


def test_a_refused_copy_is_told_and_nobody_gets_the_answer_twice(
    conversation: Conversation, anna: Agent, sink: Sink
) -> None:
    sink.refusals["kofi@mensah.example"] = "550 5.1.1 No such user"
    message = actions.reply(conversation, by=anna.actor, text="Hallo", cc=["ida@example.org"])
    make_due()
    work_off(ahead=True)
    work_off(ahead=True)
    delivery = Delivery.objects.get(message=message)
    assert delivery.state == DeliveryState.FAILED
    assert delivery.error == "kofi@mensah.example: 550 5.1.1 No such user"
    assert [envelope.rcpt_tos for envelope in sink.mails] == [["ida@example.org"]]


def test_a_password_under_another_key_is_told_at_once(
    conversation: Conversation, anna: Agent, sink: Sink, settings: LazySettings
) -> None:
    Mailbox.objects.update(smtp_user="service", smtp_secret=secrets.seal("geheim"))
    settings.ENCRYPTION_KEY = "another key"
    assert probe.try_outgoing(Mailbox.objects.get()) == "key"
    assert "key" in TROUBLE
    assert fetch.trouble_of(InvalidTag()) == "key"
    actions.reply(conversation, by=anna.actor, text="Hallo")
    make_due()
    work_off(ahead=True)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, 1)
    assert not sink.mails


def test_after_a_merge_nobody_is_quoted_to_somebody_else(
    conversation: Conversation, service: Channel, anna: Agent, clara: Agent
) -> None:
    take_in(service, mail(sender="ida@anders.example", message_id="<ida@x>", text="Idas Geheimnis"))
    work_off()
    other = Conversation.objects.exclude(pk=conversation.pk).get()
    actions.merge(other, by=clara.actor, into=conversation)
    out = compose(actions.reply(conversation, by=anna.actor, text="Antwort"))
    assert out.recipients == ["kofi@mensah.example"]
    body = email.message_from_bytes(out.content, policy=default).get_body(("plain",))
    assert body is not None
    assert "Geheimnis" not in body.get_content()
    assert "> meine Lampe flackert" in body.get_content()


def test_a_domain_with_umlauts_is_named_so_that_any_server_takes_it(
    conversation: Conversation, anna: Agent, sink: Sink
) -> None:
    actions.reply(conversation, by=anna.actor, text="Hallo", cc=["ida@müller.example"])
    make_due()
    work_off(ahead=True)
    assert sink.mails[0].rcpt_tos == ["kofi@mensah.example", "ida@xn--mller-kva.example"]
    assert not sink.mails[0].smtp_utf8


def test_a_formatted_answer_says_the_same_twice_and_brings_its_pictures(
    conversation: Conversation, anna: Agent
) -> None:
    picture = actions.upload(by=anna.actor, name="Zähler.png", content=b"\x89PNG\r\n\x1a\n rest")
    html = (
        f'<p>Siehe <a href="https://a.example/x">hier</a>:</p><ul><li>eins</li></ul>'
        f'<p><img src="cid:{picture.pk}" alt="Zähler"></p>'
    )
    actions.reply(conversation, by=anna.actor, html=html, attachments=[picture])
    make_due()
    work_off()
    out = sent()
    text, page = out.get_body(("plain",)), out.get_body(("html",))
    assert text is not None
    assert page is not None
    assert (
        text.get_content()
        .replace("\r\n", "\n")
        .startswith("Siehe hier (https://a.example/x):\n\n- eins\n\n[Zähler]\n")
    )
    assert '<a href="https://a.example/x">hier</a>' in page.get_content()
    assert f'src="cid:{picture.pk}"' in page.get_content()
    inline = [part for part in out.walk() if part["Content-ID"] == f"<{picture.pk}>"]
    assert [part.get_content_disposition() for part in inline] == ["inline"]
    assert list(out.iter_attachments()) == []
