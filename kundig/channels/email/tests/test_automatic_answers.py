"""What a mailbox answers by itself, to whom never, and that it never goes in a circle."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kundig.channels import actions as channels
from kundig.channels.email import actions as mailboxes
from kundig.channels.email.models import AutomaticMail, Mailbox, Quiet, SentMail
from kundig.channels.email.tests.mails import mail
from kundig.channels.hours import is_open, next_opening
from kundig.channels.intake import take_in
from kundig.channels.models import OpeningHours
from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, Direction, Message
from kundig.core import blobs, caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Event
from kundig.core.placeholders import fill, harmless_name
from kundig.staff.models import Agent, Organisation, Team
from tests.jobs import work_off
from tests.processes import read

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = [["9:00-12:30", "13:30-17"]] * 5 + [[], []]
numbers = count(1)


@pytest.fixture
def mailbox(service: Channel) -> Mailbox:
    """The service mailbox, which confirms first messages and says when nobody is there."""
    Organisation.objects.get_or_create(pk=1, defaults={"name": "Lummer"})
    mailbox, _made = Mailbox.objects.get_or_create(channel=service)
    mailboxes.set_automatic_answers(
        mailbox,
        by=SYSTEM,
        confirms=True,
        confirmation={
            "de": "Guten Tag {customer}, wir haben Ihre Nachricht.\n{organisation}",
            "en": "",
        },
        answers_outside_hours=True,
        outside_hours={"de": "Wir sind ab {opening} wieder da.", "en": ""},
    )
    return mailbox


def write(channel: Channel, **given: str) -> Message:
    """Let a mail with an id of its own come in, and everything go out that follows."""
    number = next(numbers)
    envelope = {"from": given.pop("envelope")} if "envelope" in given else {}
    raw = mail(
        **{"message_id": f"<{number}@mensah.example>", "text": f"Anliegen {number}", **given}
    )
    take_in(channel, raw, envelope=envelope)
    work_off(ahead=True)
    return Message.objects.filter(direction=Direction.INBOUND).latest("pk")


def test_a_first_message_is_confirmed_once(mailbox: Mailbox, anna: Agent) -> None:
    message = write(mailbox.channel)
    sent = SentMail.objects.get()
    out = read(blobs.content(sent.blob_id))
    assert out["Auto-Submitted"] == "auto-replied"
    assert out["To"] == "Kofi Mensah <kofi@mensah.example>"
    assert out["In-Reply-To"] == f"<{message.external_id}>"
    assert out["Subject"] == "Wir haben Ihre Nachricht erhalten"
    body = out.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines()[:2] == [
        "Guten Tag Kofi Mensah, wir haben Ihre Nachricht.",
        "Lummer",
    ]
    assert "Anliegen" not in body.get_content()
    conversation = message.conversation
    conversation.refresh_from_db()
    assert conversation.state == "open"
    assert conversation.waiting_since == message.created_at, "a machine's word is no answer"
    assert conversation.preview.startswith("Anliegen")
    write(mailbox.channel, in_reply_to=f"<{message.external_id}>")
    assert SentMail.objects.count() == 1
    # The answer of a person quotes the customer, not the machine.
    actions.reply(conversation, by=anna.actor, text="Guten Tag")
    answer = conversation.messages.filter(direction=Direction.OUTBOUND, automatic="").get()
    assert answer.agent == anna


def test_a_mail_comes_in_though_nothing_can_be_answered_any_more(mailbox: Mailbox) -> None:
    """Its mailbox was closed after the mail was accepted: what can't be answered is still a conversation."""
    number = next(numbers)
    take_in(mailbox.channel, mail(message_id=f"<{number}@mensah.example>"))
    mailboxes.close(mailbox, by=SYSTEM)
    work_off(ahead=True)
    assert Message.objects.filter(direction=Direction.INBOUND).count() == 1
    assert not SentMail.objects.exists()


def test_nothing_is_answered_unless_somebody_wants_it(service: Channel) -> None:
    write(service)
    assert not SentMail.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.mensah.example>"},
        {"X_Auto_Response_Suppress": "All"},
        {"Return_Path": "<>"},
        {"sender": "MAILER-DAEMON@mensah.example"},
        {"sender": "no-reply@mensah.example"},
        {"envelope": ""},
        {"subject": "Abwesenheitsnotiz: Urlaub"},
        {"sender": "\"chef@bank.example\" <x@evil.example>"},
        {"Reply_To": "opfer@anders.example"},
        {"sender": "shop@lummer.example"},
        {"sender": "anna@lummer.example"},
    ],
    ids=str,
)  # fmt: skip
def test_m15_m18_machines_lists_and_our_own_are_not_answered(
    mailbox: Mailbox, anna: Agent, headers: dict[str, str]
) -> None:
    mailboxes.change(mailbox, by=SYSTEM, further_addresses=[("shop@lummer.example", "")])
    write(mailbox.channel, **headers)
    assert Conversation.objects.count() == 1, "stored all the same"
    assert not SentMail.objects.exists()


def test_f01_many_mails_with_victims_addresses_reach_each_once_and_then_nobody(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "AUTOMATIC_PER_MAILBOX_HOUR", 3)
    for number in range(6):
        write(
            mailbox.channel,
            sender=f"Gratis www.evil.example <opfer{number}@x.example>",
            subject="Kaufen!",
        )
    assert SentMail.objects.count() == 3
    out = read(blobs.content(SentMail.objects.latest("pk").blob_id))
    assert "evil" not in out.as_string()
    assert "Kaufen" not in out.as_string()
    assert Quiet.objects.get().address == ""
    assert Event.objects.filter(kind="conversation.automation_paused").count() == 1


def test_m17_a_robot_without_marks_is_answered_once_and_then_shown_as_paused(
    mailbox: Mailbox,
) -> None:
    for _ in range(caps.AUTOMATIC_FLOOD_MAILS + 3):
        write(mailbox.channel)
    assert SentMail.objects.count() == 1
    event = Event.objects.get(kind="conversation.automation_paused")
    assert event.data["address"] == "kofi@mensah.example"
    assert Quiet.objects.get().until > timezone.now() + timedelta(hours=23)


def test_r19_two_mailboxes_and_a_robot_write_each_other_a_few_times_a_day(
    mailbox: Mailbox, service: Channel
) -> None:
    other = mailboxes.make(by=SYSTEM, address="hilfe@anders.example")
    mailboxes.set_automatic_answers(
        other,
        by=SYSTEM,
        confirms=True,
        confirmation={"de": "Danke.", "en": ""},
        answers_outside_hours=False,
        outside_hours={},
    )
    robot = "robot@alt.example"
    places = {service.address: service, "hilfe@anders.example": other.channel}
    pairs: dict[tuple[str, str], int] = {}
    seen: set[int] = set()
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=BERLIN), tick=False) as clock:
        until = timezone.now() + timedelta(hours=24)
        write(service, sender=robot, to=service.address)
        write(other.channel, sender=robot, to=other.channel.address)
        write(other.channel, sender=service.address, to=other.channel.address)
        while timezone.now() < until:
            clock.shift(60)
            fresh = SentMail.objects.exclude(pk__in=seen).order_by("pk")
            if not fresh:
                clock.shift(3_600)
                continue
            for sent in fresh:
                seen.add(sent.pk)
                to = sent.recipients[0]
                pairs[sent.sender, to] = pairs.get((sent.sender, to), 0) + 1
                if to == robot:
                    # It answers whatever comes, at once and without any mark.
                    clock.shift(1)
                    write(places[sent.sender], sender=robot, to=sent.sender, subject="Danke!")
                elif to in places:
                    take_in(places[to], blobs.content(sent.blob_id), envelope={"from": ""})
                    work_off(ahead=True)
    assert pairs
    assert max(pairs.values()) <= 3


def test_outside_opening_hours_the_next_opening_is_named(mailbox: Mailbox) -> None:
    channels.set_opening_hours(
        by=SYSTEM, time_zone="Europe/Berlin", week=WEEK, holidays=[date(2026, 11, 23)]
    )
    with time_machine.travel(datetime(2026, 11, 22, 22, tzinfo=BERLIN), tick=False):
        write(mailbox.channel)
    body = read(blobs.content(SentMail.objects.get().blob_id)).get_body(("plain",))
    assert body is not None
    assert "ab 24. November 2026 09:00 wieder da" in body.get_content()


def test_what_came_in_long_ago_is_not_answered(mailbox: Mailbox) -> None:
    earlier = timezone.now() - timedelta(hours=2)
    take_in(mailbox.channel, mail(), received_at=earlier)
    work_off(ahead=True)
    assert not AutomaticMail.objects.exists()


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T12:30", "2026-11-23T13:30"),
        ("2026-11-27T17:00", "2026-11-30T09:00"),
        # Holidays over a weekend, and the night in which the clocks change.
        ("2026-12-24T18:00", "2026-12-28T09:00"),
        ("2027-03-26T17:00", "2027-03-29T09:00"),
    ],
)
def test_opening_hours_are_local_times(at: str, opening: str) -> None:
    hours = OpeningHours(
        time_zone="Europe/Berlin",
        week=[["09:00-12:30", "13:30-17:00"]] * 5 + [[], []],
        holidays=[date(2026, 12, 25)],
    )
    moment = datetime.fromisoformat(at).replace(tzinfo=BERLIN)
    assert not is_open(hours, moment)
    found = next_opening(hours, moment)
    assert found == datetime.fromisoformat(opening).replace(tzinfo=BERLIN)
    assert found is not None
    assert is_open(hours, found)
    assert next_opening(OpeningHours(week=[[]] * 7), moment) is None


@pytest.mark.parametrize("span", ["17-9", "25-26", "morgens", "9:00", "9:75-10"])
def test_what_is_no_span_of_time_is_refused(service: Channel, span: str) -> None:
    with pytest.raises(Refused):
        channels.set_opening_hours(
            by=SYSTEM, channel=service, time_zone="Europe/Berlin", week=[[span]] + [[]] * 6
        )


@pytest.mark.parametrize(
    "name",
    ["www.evil.example", "Kauf http://x", "<b>Ida</b>", "ida@x.example", "evil.example", "x{y}"],
)
def test_f02_a_name_carries_no_link_and_no_markup(name: str) -> None:
    assert harmless_name(name) == ""
    assert harmless_name("Ida K. Müller-O’Neil") == "Ida K. Müller-O’Neil"
    assert harmless_name("x\r\nBcc: y") == ""


def test_f02_a_name_adds_neither_a_header_nor_a_recipient(mailbox: Mailbox) -> None:
    raw = mail().replace(b"From: Kofi Mensah", b"From: =?utf-8?q?x=0d=0aBcc:_opfer?=")
    take_in(mailbox.channel, raw)
    work_off(ahead=True)
    (sent,) = SentMail.objects.all()
    out = read(blobs.content(sent.blob_id))
    assert sent.recipients == ["kofi@mensah.example"]
    assert out["Bcc"] is None
    assert "opfer" not in out.as_string()


def test_f01_whoever_is_written_for_again_and_again_gets_one_mail_a_day(mailbox: Mailbox) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=BERLIN), tick=False) as clock:
        for hour in range(24):
            write(mailbox.channel, sender="opfer@x.example", subject=f"Kaufen! {hour}")
            assert SentMail.objects.count() == 1, hour
            clock.shift(3_599)


def test_t01_t02_placeholders_are_looked_up_once_and_never_computed(
    mailbox: Mailbox,
) -> None:
    text = "{{7*7}} {% load x %} ${agent} {__class__} {agent.password} {agent}"
    values = {"agent": "{team}\r\nBcc: x", "team": "geheim"}
    assert fill(text, values) == (
        "{{7*7}} {% load x %} ${team} Bcc: x {__class__} {agent.password} {team} Bcc: x"
    )
    assert fill("{team}" * 300, values).count("geheim") == caps.PLACEHOLDERS
    with pytest.raises(Refused):
        mailboxes.set_automatic_answers(
            mailbox,
            by=SYSTEM,
            confirms=True,
            confirmation={"de": "{password}"},
            answers_outside_hours=False,
            outside_hours={},
        )


def test_a_signature_names_its_author(service: Channel, anna: Agent) -> None:
    Organisation.objects.get_or_create(pk=1, defaults={"name": "Lummer"})
    team = Team.objects.create(name="Werkstatt", signature="{agent}\n{team} · {organisation} {x}")
    write(service)
    conversation = Conversation.objects.get()
    actions.hand_over(conversation, by=SYSTEM, team=team)
    actions.reply(conversation, by=anna.actor, text="Guten Tag")
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        work_off(ahead=True)
    body = read(blobs.content(SentMail.objects.get().blob_id)).get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines()[2:5] == ["-- ", "Anna", "Werkstatt · Lummer {x}"]


def test_the_pages(mailbox: Mailbox, ada: Agent, client: Client) -> None:
    client.force_login(ada)
    address = reverse("mailbox-automatic", args=[mailbox.pk])
    assert "wir haben Ihre Nachricht" in client.get(address).content.decode()
    assert client.post(address, {"confirms": "on"}).status_code == 200, "without a text"
    assert client.post(address, {"confirmation_de": "Danke"}).status_code == 302
    mailbox.automatic_answers.refresh_from_db()
    assert not mailbox.automatic_answers.confirms
    hours = reverse("opening-hours-channel", args=[mailbox.pk])
    filled = {"time_zone": "Europe/Vienna", "day0": "9-12, 13-17", "holidays": "24.12.2026"}
    assert client.post(hours, filled).status_code == 302
    assert OpeningHours.objects.get().week[0] == ["09:00-12:00", "13:00-17:00"]
    assert client.get(hours).status_code == 200
    assert client.post(hours, {**filled, "day1": "x"}).status_code == 200
    client.post(reverse("opening-hours-forget", args=[mailbox.pk]))
    assert not OpeningHours.objects.exists()
