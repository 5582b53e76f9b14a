"""A mailbox's way out: its pace, its pauses, the connections it keeps, and what each recipient's server says."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kundig.channels import actions as channels
from kundig.channels import jobs, pace
from kundig.channels.base import Busy
from kundig.channels.email import kept_connections
from kundig.channels.email.answers import outcome_of
from kundig.channels.email.kept_connections import CONNECTIONS
from kundig.channels.email.models import Mailbox, SentMail
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import (
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    Draft,
    Message,
)
from kundig.conversations.recipients import REASONS, Fate
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests.jobs import forget_jobs, waiting, work_off
from tests.processes import Sink, mail_server, read


@pytest.fixture
def conversation(service: Channel) -> Conversation:
    """Kofi's mail, arrived by the front door."""
    take_in(service, mail())
    work_off()
    return Conversation.objects.get()


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


def answer(conversation: Conversation, by: Agent, **given: object) -> Message:
    """Write an answer that is due at once."""
    message = actions.reply(conversation, by=by.actor, text="Guten Tag", **given)  # type: ignore[arg-type]  # the verb's own parameters
    Delivery.objects.filter(message=message).update(due_at=timezone.now())
    return message


def test_mails_share_a_connection(
    conversation: Conversation, anna: Agent, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    connect = kept_connections.connect

    def counted(mailbox: Mailbox) -> smtplib.SMTP:
        opened.append(mailbox.pk)
        return connect(mailbox)

    monkeypatch.setattr(kept_connections, "connect", counted)
    for _ in range(3):
        answer(conversation, anna)
        work_off(ahead=True)
    assert len(sink.mails) == 3
    assert len(opened) == 1
    monkeypatch.setattr(caps, "SMTP_CONNECTION_MAILS", 3)
    answer(conversation, anna)
    work_off(ahead=True)
    assert len(sink.mails) == 4
    assert len(opened) == 2, "one that carried enough mails is left"


def test_a_connection_that_the_server_closed_is_opened_anew(
    conversation: Conversation, anna: Agent, sink: Sink
) -> None:
    answer(conversation, anna)
    work_off(ahead=True)
    mailbox = Mailbox.objects.select_related("smtp_secret").get()
    with CONNECTIONS.lend(mailbox) as server:
        assert server.sock is not None
        server.sock.close()
    answer(conversation, anna)
    work_off(ahead=True)
    assert len(sink.mails) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_a_slow_server_holds_up_no_more_than_its_connections(
    conversation: Conversation, anna: Agent, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "SMTP_CONNECTIONS", 1)
    message = answer(conversation, anna)
    mailbox = Mailbox.objects.select_related("smtp_secret").get()
    with CONNECTIONS.lend(mailbox):
        with pytest.raises(Busy), CONNECTIONS.lend(mailbox):
            pass
        work_off()
        delivery = Delivery.objects.get(message=message)
        assert (delivery.state, delivery.attempts) == (DeliveryState.QUEUED, 0)
        assert waiting("channels.send") == [{"delivery_id": delivery.pk, "has_turn": True}]
    delivery.due_at = timezone.now()
    delivery.save()
    work_off(ahead=True)
    assert len(sink.mails) == 1


def test_no_more_mails_leave_within_a_minute_than_the_pace_says(
    conversation: Conversation, service: Channel, anna: Agent
) -> None:
    channels.set_pace(service, by=SYSTEM, per_minute=60)
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as clock:
        for _ in range(caps.SENDS_AT_ONCE + 3):
            answer(conversation, anna)
        work_off()
        assert SentMail.objects.count() == caps.SENDS_AT_ONCE
        waits = Delivery.objects.filter(state=DeliveryState.QUEUED).order_by("due_at")
        pauses = [round((one.due_at - timezone.now()).total_seconds()) for one in waits]
        assert pauses == [1, 2, 3]
        assert not any(one.attempts for one in waits), "a turn that waits is no attempt"
        actions.withdraw(waits[2].message, by=anna.actor)
        clock.shift(1)
        work_off()
        assert SentMail.objects.count() == caps.SENDS_AT_ONCE + 1
        clock.shift(caps.SEND_TURN_SECONDS * 3)
        work_off()
        assert SentMail.objects.count() == caps.SENDS_AT_ONCE + 2
        assert pace.take_turn(service) == timezone.now(), "a quiet time fills up again"


def test_a_paused_mailbox_keeps_what_is_written_until_it_goes_on(
    conversation: Conversation, service: Channel, anna: Agent, sink: Sink
) -> None:
    channels.pause(service, by=SYSTEM)
    channels.pause(service, by=SYSTEM)
    answer(conversation, anna)
    work_off(ahead=True)
    assert not sink.mails
    assert pace.waiting(service).count() == 1
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    forget_jobs()
    assert jobs.sweep_deliveries() == 0, "nothing is lost, nothing to pick up"
    channels.resume(service, by=SYSTEM)
    channels.resume(service, by=SYSTEM)
    work_off(ahead=True)
    assert len(sink.mails) == 1
    kinds = ["channel.paused", "channel.resumed"]
    assert list(Event.objects.filter(kind__in=kinds).values_list("kind", flat=True)) == kinds


def test_a_recipient_who_was_put_off_is_tried_again_alone(
    conversation: Conversation, anna: Agent, sink: Sink
) -> None:
    sink.refusals["ida@example.org"] = "451 4.7.1 Greylisted, try again in 60 seconds"
    message = answer(conversation, anna, cc=["ida@example.org"])
    work_off()
    delivery = Delivery.objects.get(message=message)
    assert delivery.state == DeliveryState.QUEUED
    fates = {entry["address"]: (entry["fate"], entry["reason"]) for entry in delivery.recipients}
    assert fates == {
        "kofi@mensah.example": (Fate.ACCEPTED, ""),
        "ida@example.org": (Fate.DELAYED, "greylisted"),
    }
    sink.refusals.clear()
    Delivery.objects.update(due_at=timezone.now())
    work_off(ahead=True)
    assert [one.rcpt_tos for one in sink.mails] == [["kofi@mensah.example"], ["ida@example.org"]]
    assert len({read(one.content)["Message-ID"] for one in sink.mails}) == 1
    assert Delivery.objects.get(message=message).state == DeliveryState.SENT


def test_try_again_asks_only_those_who_do_not_have_it(
    conversation: Conversation, anna: Agent, sink: Sink
) -> None:
    sink.refusals["ida@example.org"] = "550 5.1.1 No such user"
    message = answer(conversation, anna, cc=["ida@example.org"])
    work_off()
    assert Delivery.objects.get(message=message).state == DeliveryState.FAILED
    sink.refusals.clear()
    actions.retry(message, by=anna.actor)
    work_off(ahead=True)
    assert [one.rcpt_tos for one in sink.mails][1] == ["ida@example.org"]


def test_an_answer_that_nobody_got_is_corrected_and_sent_again(
    conversation: Conversation, anna: Agent, clara: Agent, sink: Sink
) -> None:
    sink.refusals["kofi@mensah.example"] = "550 5.1.1 No such user"
    file = actions.upload(by=anna.actor, name="Plan.txt", content=b"Plan")
    message = answer(conversation, anna, attachments=[file])
    with pytest.raises(Refused):
        actions.revise(message, by=anna.actor)
    work_off()
    actions.revise(message, by=clara.actor)
    actions.revise(message, by=clara.actor)
    draft = Draft.objects.get(agent=clara)
    assert draft.text == "Guten Tag"
    assert len(draft.files) == 1
    conversation.refresh_from_db()
    assert (conversation.failed_count, conversation.state) == (0, "open")
    actions.reply(conversation, by=clara.actor, text=draft.text, to=["kofi@neu.example"])
    Delivery.objects.update(due_at=timezone.now())
    work_off(ahead=True)
    assert [one.rcpt_tos for one in sink.mails] == [["kofi@neu.example"]]
    assert read(sink.mails[0].content)["To"] == "kofi@neu.example"


def test_an_answer_that_some_have_is_written_anew_for_the_others(
    conversation: Conversation, anna: Agent, sink: Sink
) -> None:
    sink.refusals["ida@example.org"] = "550 5.1.1 No such user"
    message = answer(conversation, anna, cc=["ida@example.org"])
    work_off()
    actions.revise(message, by=anna.actor)
    message.refresh_from_db()
    assert message.withdrawn_at is None, "Kofi has it"
    assert Delivery.objects.get(message=message).state == DeliveryState.SENT
    assert Draft.objects.get(agent=anna).to == "ida@example.org"
    conversation.refresh_from_db()
    assert conversation.failed_count == 0


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("550 5.1.1 The email account that you tried to reach does not exist", "unknown_address"),
        ("550 No such user here", "unknown_address"),
        ("552 5.2.2 The recipient's inbox is over quota", "mailbox_full"),
        ("550 5.7.26 This mail has been blocked because the sender is unauthenticated", "not_authenticated"),
        ("550 5.7.1 Message rejected as spam", "looks_like_spam"),
        ("554 5.7.1 Relay access denied", "not_accepted"),
        ("451 4.7.1 Greylisting in action", "greylisted"),
        ("421 4.4.1 Connection timed out", "unreachable"),
        ("552 5.3.4 Message size exceeds fixed limit", "too_large"),
        ("550 Nein", ""),
    ],
)  # fmt: skip
def test_a_servers_answer_is_understood(said: str, reason: str) -> None:
    code, _space, text = said.partition(" ")
    outcome = outcome_of("ida@example.org", int(code), text)
    assert outcome.reason == reason
    assert outcome.words == said
    assert outcome.fate == (Fate.REFUSED if code.startswith("5") else Fate.DELAYED)
    assert not reason or reason in REASONS


def test_what_each_server_said_stands_on_the_message(
    conversation: Conversation, anna: Agent, sink: Sink, client: Client
) -> None:
    sink.refusals["ida@example.org"] = "550 5.1.1 No such user"
    answer(conversation, anna, cc=["ida@example.org"])
    work_off()
    client.force_login(anna)
    page = client.get(reverse("conversation", args=[conversation.pk]), follow=True).content.decode()
    assert "Diese Adresse gibt es nicht." in page
    assert "550 5.1.1 No such user" in page
    assert "Bearbeiten und neu senden" in page


def test_the_page_shows_what_waits(
    conversation: Conversation, service: Channel, anna: Agent, ada: Agent, client: Client
) -> None:
    answer(conversation, anna)
    client.force_login(ada)
    address = reverse("outgoing-queue", args=[service.pk])
    assert service.address in client.get(reverse("outgoing")).content.decode()
    assert conversation.subject in client.get(address).content.decode()
    client.post(reverse("outgoing-pause", args=[service.pk]))
    assert pace.is_paused(service)
    client.post(address, {"per_minute": "30"})
    assert pace.pace_of(service).per_minute == 30
    assert client.post(address, {"per_minute": "0"}).status_code == 200
    client.post(reverse("outgoing-resume", args=[service.pk]))
    assert not pace.is_paused(service)
