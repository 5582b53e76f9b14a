"""Answering invitations: what leaves is what calendars expect, and what a later mail says counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kundig.channels.email.calendar_answer import calendar_answer
from kundig.channels.email.mime.mail import Address, Attendee, Invitation
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import multipart
from kundig.channels.email.models import Mailbox
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.invitations import Participation, last_answer, standings
from kundig.conversations.models import (
    Channel,
    ChannelAddress,
    Delivery,
    DeliveryState,
    Direction,
    Draft,
    Message,
    State,
)
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Event
from kundig.staff.models import Agent, Team
from tests.jobs import work_off
from tests.processes import Sink, mail_server, read
from tests.program import Program

CALENDAR = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
UID:0400-ab\\,c@mensah.example
SEQUENCE:{sequence}{more}
DTSTART:20261201T090000Z
DTEND:20261201T100000Z
SUMMARY:Abnahme\\, Halle 3
ORGANIZER;CN="Mensah, Kofi":mailto:{organizer}
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ida@example.org
ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{invited}
END:VEVENT
END:VCALENDAR
"""


def invite(
    service: Channel,
    method: str = "REQUEST",
    *,
    sequence: int = 2,
    more: str = "",
    organizer: str = "kofi@mensah.example",
    invited: str = "Service@lummer.example",
    follows: str = "",
) -> Message:
    """Let an invitation come in, in the thread of `follows`."""
    text = CALENDAR.format(
        method=method, sequence=sequence, more=more, organizer=organizer, invited=invited
    ).replace("\n", "\r\n")
    count = Message.objects.count()
    raw = multipart(
        "Content-Type: text/plain\r\n\r\nBitte kommen Sie zur Abnahme.",
        f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n{text}",
        kind="alternative",
    )
    head = f"Message-ID: <{count}@mensah.example>\r\n"
    head += f"In-Reply-To: <{follows}>\r\n" if follows else ""
    take_in(service, _with_sender(raw, head))
    work_off()
    return Message.objects.filter(direction="in").latest("pk")


def _with_sender(raw: bytes, head: str) -> bytes:
    lines = [
        line
        for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if not line.lower().startswith((b"from:", b"to:", b"message-id:"))
    ]
    named = b"From: Kofi <kofi@mensah.example>\r\nTo: service@lummer.example\r\n" + head.encode()
    return named + b"\r\n".join(lines) + b"\r\n\r\n" + raw.partition(b"\r\n\r\n")[2]


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


def send_off() -> None:
    """Let everything go out that was written."""
    Delivery.objects.update(due_at=timezone.now())
    work_off(ahead=True)


@pytest.mark.parametrize("answer", list(Participation))
def test_what_leaves_is_a_calendar_reply(
    service: Channel, anna: Agent, sink: Sink, answer: Participation
) -> None:
    invitation = invite(service)
    invitation.conversation.language = "de"
    invitation.conversation.save()
    reply = actions.answer_invitation(invitation, by=anna.actor, answer=answer)
    assert sink.mails == [], "it can be taken back first"
    send_off()
    (sent,) = sink.mails
    assert sent.rcpt_tos == ["kofi@mensah.example"]
    mail = read(sent.content)
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (part,) = parts
    assert part.get_param("method") == "REPLY"
    lines = part.get_content().splitlines()
    assert "METHOD:REPLY" in lines
    assert "UID:0400-ab\\,c@mensah.example" in lines
    assert "SEQUENCE:2" in lines
    assert f"DTSTAMP:{reply.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in lines
    assert 'ORGANIZER;CN="Mensah, Kofi":mailto:kofi@mensah.example' in lines
    attendees = [line for line in lines if line.startswith("ATTENDEE")]
    assert attendees == [f"ATTENDEE;PARTSTAT={answer.value.upper()}:mailto:{service.address}"]
    text = mail.get_body(("plain",))
    assert text is not None
    said = {"accepted": "Wir nehmen", "tentative": "Wir kommen vielleicht", "declined": "Leider"}
    assert text.get_content().startswith(said[answer.value])
    assert "Abnahme, Halle 3" in text.get_content()
    assert str(mail["From"]).endswith(f"<{service.address}>")
    assert mail["In-Reply-To"] == "<0@mensah.example>"
    assert Delivery.objects.get(message=reply).state == DeliveryState.SENT


def test_a_further_address_answers_where_it_was_invited(
    service: Channel, anna: Agent, sink: Sink
) -> None:
    ChannelAddress.objects.create(channel=service, address="termine@lummer.example", name="Termine")
    invitation = invite(service, invited="termine@lummer.example")
    actions.answer_invitation(invitation, by=anna.actor, answer=Participation.ACCEPTED)
    send_off()
    content = read(sink.mails[0].content)
    assert content["From"] == "Termine <termine@lummer.example>"
    calendar = next(part for part in content.walk() if part.get_content_subtype() == "calendar")
    assert "mailto:termine@lummer.example" in calendar.get_content()


@pytest.mark.parametrize(
    ("recurrence", "line"),
    [
        ("RECURRENCE-ID;TZID=Europe/Berlin:20261208T100000", "RECURRENCE-ID:20261208T090000Z"),
        ("RECURRENCE-ID;VALUE=DATE:20261208", "RECURRENCE-ID;VALUE=DATE:20261208"),
    ],
)
def test_one_of_a_series_is_answered_alone(
    service: Channel, anna: Agent, recurrence: str, line: str
) -> None:
    invitation = invite(service, more=f"\n{recurrence}")
    reply = actions.answer_invitation(invitation, by=anna.actor, answer=Participation.DECLINED)
    assert line in calendar_answer(reply.cards[0], reply.created_at).splitlines()


def test_what_strangers_call_themselves_adds_no_line() -> None:
    name = 'Eva"\r\nATTENDEE:mailto:x@example.org' + "ä" * 60
    card = {
        "uid": "a\\b;c,d", "sequence": 0, "recurrence": "", "summary": "Zeile\r\nATTENDEE:x" + "ü" * 80,
        "organizer": {"name": name, "address": "eva@example.org"},
        "attendees": [{"person": {"name": "", "address": "s@example.org"}, "answer": "accepted"}],
    }  # fmt: skip
    text = calendar_answer(card, datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert [line for line in unfolded if line.startswith("ATTENDEE")] == [
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:s@example.org"
    ]
    raw = (
        "From: s@example.org\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\n"
        + text.replace("SUMMARY", "DTSTART:20261124T090000Z\r\nSUMMARY")
    )
    (found,) = parse(raw.encode()).cards
    assert isinstance(found, Invitation)
    assert (found.method, found.uid) == ("reply", "a\\b;c,d")
    assert found.attendees == (Attendee(Address("s@example.org"), "accepted"),)


def test_the_same_answer_is_one_and_another_takes_its_place(service: Channel, anna: Agent) -> None:
    invitation = invite(service)
    actions.save_draft(
        invitation.conversation, by=anna.actor, direction=Direction.OUTBOUND, text="Angefangen"
    )
    first = actions.answer_invitation(invitation, by=anna.actor, answer=Participation.ACCEPTED)
    again = actions.answer_invitation(invitation, by=anna.actor, answer=Participation.ACCEPTED)
    assert again == first
    assert Draft.objects.get().text == "Angefangen"
    assert Event.objects.filter(kind="conversation.invitation_answered").count() == 1
    conversation = first.conversation
    conversation.refresh_from_db()
    assert conversation.state == State.WAITING
    second = actions.answer_invitation(invitation, by=anna.actor, answer=Participation.DECLINED)
    assert last_answer(invitation) == second
    assert standings([invitation])[invitation.pk].answer == "declined"


def test_taken_back_it_was_never_given_and_becomes_no_draft(service: Channel, anna: Agent) -> None:
    invitation = invite(service)
    reply = actions.answer_invitation(invitation, by=anna.actor, answer=Participation.ACCEPTED)
    actions.withdraw(reply, by=anna.actor)
    assert standings([invitation])[invitation.pk].answer == ""
    assert not Draft.objects.exists()
    reply.conversation.refresh_from_db()
    assert reply.conversation.state == State.OPEN


def test_one_that_failed_is_tried_again_and_not_edited(service: Channel, anna: Agent) -> None:
    invitation = invite(service)
    reply = actions.answer_invitation(invitation, by=anna.actor, answer=Participation.ACCEPTED)
    actions.mark_sending(reply, by=SYSTEM)
    actions.mark_failed(reply, by=SYSTEM, reason="550 no")
    assert standings([invitation])[invitation.pk].answer == ""
    with pytest.raises(Refused):
        actions.revise(reply, by=anna.actor)
    actions.retry(reply, by=anna.actor)
    assert standings([invitation])[invitation.pk].answer == "accepted"


@pytest.mark.parametrize(
    ("method", "sequence", "is_open"),
    [("CANCEL", 2, False), ("CANCEL", 1, True), ("REQUEST", 3, False), ("REQUEST", 1, True)],
)
def test_what_was_changed_or_called_off_is_not_answered(
    service: Channel, anna: Agent, method: str, sequence: int, is_open: bool
) -> None:
    first = invite(service)
    later = invite(service, method, sequence=sequence, follows="0@mensah.example")
    assert later.conversation_id == first.conversation_id
    assert standings([first])[first.pk].is_open is is_open
    if not is_open:
        with pytest.raises(Refused):
            actions.answer_invitation(first, by=anna.actor, answer=Participation.ACCEPTED)
    if method == "CANCEL":
        with pytest.raises(Refused):
            actions.answer_invitation(later, by=anna.actor, answer=Participation.ACCEPTED)


@pytest.mark.parametrize("method", ["PUBLISH", "REPLY"])
def test_what_asks_for_nothing_is_not_answered(service: Channel, anna: Agent, method: str) -> None:
    message = invite(service, method)
    with pytest.raises(Refused):
        actions.answer_invitation(message, by=anna.actor, answer=Participation.ACCEPTED)


def test_the_card_offers_the_answers_and_shows_what_was_answered(
    service: Channel, anna: Agent, client: Client
) -> None:
    invitation = invite(service)
    anna.language = "de"
    anna.save()
    client.force_login(anna)
    page = reverse("conversation", args=[invitation.conversation_id])
    url = reverse("message-invitation", args=[invitation.pk])
    before = client.get(page, follow=True).content.decode()
    assert [before.count(f'value="{one.value}"') for one in Participation] == [1, 1, 1]
    assert all(word in before for word in ("Zusagen", "Vielleicht", "Absagen"))
    assert client.post(url, {"answer": "vielleicht"}).status_code >= 400
    assert client.post(url, {"answer": "accepted"}).status_code == 302
    after = client.get(page, follow=True).content.decode()
    assert "Beantwortet: Wir kommen." in after
    assert 'value="accepted"' not in after
    assert 'value="declined"' in after


def test_the_reader_is_asked_before_an_answer_goes_to_somebody_else(
    service: Channel, anna: Agent, client: Client
) -> None:
    invitation = invite(service, organizer="fremd@example.org")
    client.force_login(anna)
    page = reverse("conversation", args=[invitation.conversation_id])
    assert "data-confirm" in client.get(page, follow=True).content.decode()
    reply = actions.answer_invitation(invitation, by=anna.actor, answer=Participation.ACCEPTED)
    assert reply.to == [{"name": "", "address": "fremd@example.org"}]


@pytest.mark.parametrize(
    ("method", "sequence", "organizer", "words"),
    [
        ("REQUEST", 3, "kofi@mensah.example", "In einem anderen Gespräch geändert."),
        ("CANCEL", 2, "KOFI@mensah.example", "In einem anderen Gespräch abgesagt."),
        ("REQUEST", 1, "kofi@mensah.example", ""),  # older than what is here
        ("CANCEL", 3, "otto@example.org", ""),  # somebody who knows the appointment
    ],
)
def test_a_change_in_another_conversation_is_told_with_the_way_there(
    service: Channel,
    anna: Agent,
    client: Client,
    method: str,
    sequence: int,
    organizer: str,
    words: str,
) -> None:
    first = invite(service)
    later = invite(service, method, sequence=sequence, organizer=organizer)
    assert later.conversation_id != first.conversation_id
    client.force_login(anna)
    page = client.get(reverse("conversation", args=[first.conversation_id]), follow=True).text
    there = f"{reverse('conversation', args=[later.conversation_id])}#message-{later.pk}"
    assert (there in page) == bool(words)
    assert words in page
    assert standings([first], anna.actor)[first.pk].is_open, "a hint closes nothing"


def test_a_change_out_of_reach_is_not_told_and_spam_neither(
    service: Channel, anna: Agent, ben: Agent, workshop: Team
) -> None:
    first, later = invite(service), invite(service, sequence=3)
    actions.hand_over(first.conversation, by=anna.actor, team=workshop)
    assert standings([first], anna.actor)[first.pk].elsewhere == later
    assert standings([first], ben.actor)[first.pk].elsewhere is None
    actions.mark_spam(later.conversation, by=anna.actor)
    assert standings([first], anna.actor)[first.pk].elsewhere is None


def test_the_same_appointment_is_found_by_an_index(service: Channel) -> None:
    invite(service)
    rows = Message.objects.filter(cards__contains=[{"kind": "invitation", "uid": "x"}])
    with connection.cursor() as cursor:
        # So few rows are quicker read one by one.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        assert "message_cards" in rows.exclude(cards=[]).explain()


def test_a_program_reads_the_card_the_protection_and_the_proof(
    service: Channel, program: Program
) -> None:
    message = invite(service)
    Message.objects.filter(pk=message.pk).update(
        sender_check="proven",
        sender_proofs=[{"method": "dkim", "result": "pass", "domain": "mensah.example"}],
        protection={"scheme": "smime", "encrypted": "", "trouble": "", "parts": []}
        | {"signatures": [{"verdict": "good", "address": "kofi@mensah.example"}]},
    )
    shown = program.get(f"messages/{message.pk}").json()
    card = shown["cards"][0]
    assert (card["kind"], card["method"], card["sequence"]) == ("invitation", "request", 2)
    assert card["starts"] == "2026-12-01T09:00:00Z"
    assert card["organizer"] == {"name": "Mensah, Kofi", "address": "kofi@mensah.example"}
    assert shown["protection"]["signatures"][0]["verdict"] == "good"
    assert shown["protection"]["encrypted"] == ""
    assert shown["sender_proofs"][0]["domain"] == "mensah.example"
    Message.objects.filter(pk=message.pk).update(protection={})
    assert program.get(f"messages/{message.pk}").json()["protection"]["signatures"] == []
