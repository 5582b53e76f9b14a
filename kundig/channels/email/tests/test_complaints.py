"""Feedback loops: whoever calls an answer spam is marked, and no report becomes a conversation."""

from __future__ import annotations

import pytest

from kundig.channels.actions import release
from kundig.channels.email.addresses import reply_address
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.wire import decode, encode
from kundig.channels.email.models import AutomaticAnswers, Mailbox
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.tests.test_bounces import IDA, KOFI, answered
from kundig.channels.email.tests.test_threads import arrive
from kundig.channels.intake import take_in
from kundig.channels.models import Parked, Parking, Receipt
from kundig.conversations.models import Channel, Conversation, Delivery, Message
from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.customers.models import Address
from kundig.staff.models import Agent
from tests.jobs import work_off


@pytest.fixture
def conversation(service: Channel) -> Conversation:
    """Kofi's mail, arrived by the front door."""
    return arrive(service, mail()).conversation


def report(
    answer: Message | None,
    *,
    kind: str = "abuse",
    recipient: str = "",
    message_id: str | None = None,
    reply_to: str = "service@lummer.example",
) -> bytes:
    """Return what a provider's feedback loop says of an answer, as RFC 5965 has it."""
    id = message_id if message_id is not None else f"<{answer.external_id if answer else ''}>"
    named = f"Original-Rcpt-To: <{recipient}>\n" if recipient else ""
    return (
        f"""\
From: <abusedesk@provider.example>
To: <service@lummer.example>
Subject: FW: Re: Meine Lampe flackert
Message-ID: <arf@provider.example>
Date: Mon, 23 Nov 2026 10:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for an email message received from IP 192.0.2.1.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
{named}Source-IP: 192.0.2.1

--b
Content-Type: message/rfc822

From: <service@lummer.example>
To: <redacted@provider.example>
Reply-To: {reply_to}
Subject: Re: Meine Lampe flackert
Message-ID: {id}

Bitte die Fassung prüfen.

--b--
"""
    ).encode()


def complained() -> list[str]:
    """Return the addresses from which somebody has complained."""
    return sorted(Address.objects.exclude(complained_at=None).values_list("value", flat=True))


def told(conversation: Conversation) -> int:
    """Return how many sentences about a complaint stand in the conversation."""
    kind = "conversation.complained"
    return Event.objects.filter(kind=kind, subject_id=conversation.pk).count()


def confirm_firsts(service: Channel) -> None:
    """Let the mailbox answer whatever begins a conversation."""
    mailbox, _made = Mailbox.objects.get_or_create(channel=service)
    AutomaticAnswers.objects.create(
        mailbox=mailbox, confirms=True, confirmation={"de": "Ihre Nachricht ist da."}
    )


def park(service: Channel, raw: bytes) -> Parked:
    """Let a report arrive that belongs nowhere."""
    take_in(service, raw)
    work_off()
    return Parked.objects.get()


def test_a_report_lands_on_the_answer_it_is_about(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    assert arrive(service, report(answer)) == answer
    assert [entry["fate"] for entry in Delivery.objects.get().recipients] == ["complained"]
    assert complained() == [KOFI], "left out by the provider, but there was no other"
    assert told(conversation) == 1
    assert Conversation.objects.count() == 1
    conversation.refresh_from_db()
    assert conversation.state == "waiting", "nothing to do, nobody waits"


def test_two_reports_are_told_once(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    arrive(service, report(answer))
    arrive(service, report(answer, kind="fraud"))
    assert told(conversation) == 1


def test_a_report_without_its_id_is_found_by_our_reply_address(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    signed = reply_address(service.address, conversation.pk)
    assert arrive(service, report(None, message_id="<redacted>", reply_to=signed)) == answer
    assert complained() == [KOFI]


def test_one_of_several_can_not_speak_for_another(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna, cc=[IDA])
    arrive(service, report(answer, recipient=IDA))
    fates = {entry["address"]: entry["fate"] for entry in Delivery.objects.get().recipients}
    assert fates == {KOFI: "accepted", IDA: "complained"}
    assert complained() == []


def test_of_several_nobody_is_named_where_the_report_names_nobody(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna, cc=[IDA])
    arrive(service, report(answer))
    arrive(service, report(answer, kind="fraud"))
    assert {entry["fate"] for entry in Delivery.objects.get().recipients} == {"accepted"}
    assert told(conversation) == 1


def test_a_forged_report_marks_nobody_and_is_kept_apart(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    guessed = answer.external_id.replace("kundig-", "kundig-1")
    parked = park(service, report(None, message_id=f"<{guessed}>"))
    assert (parked.reason, parked.sender) == (Parking.REPORT, "abusedesk@provider.example")
    assert complained() == []
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", ""])
def test_a_report_that_is_no_complaint_is_kept_apart(
    service: Channel, conversation: Conversation, anna: Agent, kind: str
) -> None:
    answer = answered(conversation, anna)
    assert park(service, report(answer, kind=kind)).reason == Parking.REPORT
    assert complained() == []


def test_a_parked_report_becomes_a_conversation_when_somebody_wants_it(
    service: Channel, anna: Agent
) -> None:
    confirm_firsts(service)
    parked = park(service, report(None, message_id="<fremd@x>"))
    assert parked.can_go_on
    release(parked, by=SYSTEM)
    work_off()
    message = Receipt.objects.get().message
    assert message is not None
    assert message.automatic == "notification"
    assert Delivery.objects.count() == 0, "no report is ever answered"


def test_who_complained_gets_nothing_that_nobody_wrote(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    confirm_firsts(service)
    arrive(service, report(answer))
    arrive(service, mail(message_id="<neu@mensah.example>", subject="Ganz Neues"))
    assert Delivery.objects.count() == 1


def test_a_complaint_survives_the_way_out_of_its_child() -> None:
    read = parse(report(None, message_id="<fremd@x>", recipient=KOFI))
    assert read.complaint is not None
    assert read.complaint.recipients == (KOFI,)
    words, contents = encode(read)
    assert decode(words, b"".join(contents)).complaint == read.complaint
