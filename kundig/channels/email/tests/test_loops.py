"""Loops and floods: what goes round is parked, what pours in is grouped and waits behind the others."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from kundig.channels import fairness
from kundig.channels.email.identity import sender_key
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.tests.test_threads import arrive
from kundig.channels.intake import take_in
from kundig.channels.models import Parked, Receipt
from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, Delivery, Message
from kundig.core import caps
from kundig.core.jobs import LATER
from kundig.staff.models import Agent
from tests.jobs import work_off

MONITOR = "Monitor <alarm@rechner.example>"


@pytest.fixture(autouse=True)
def nobody_was_here() -> None:
    """Buckets of other tests are forgotten."""
    fairness.forget()


def pouring(channel: Channel, count: int, **fields: str) -> None:
    """Let that many mails of the monitor come in."""
    for number in range(count):
        take_in(channel, mail(sender=MONITOR, message_id=f"<{number}@rechner.example>", **fields))


def test_m18_our_own_mail_is_parked_and_counted(
    service: Channel, anna: Agent, ada: Agent, client: Client
) -> None:
    conversation = arrive(service, mail()).conversation
    answer = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    Delivery.objects.update(due_at="2026-01-01T00:00Z")
    work_off(ahead=True)
    answer.refresh_from_db()
    own = mail(sender=service.address, message_id=f"<{answer.external_id}>", subject="Re: Lampe")
    assert arrive(service, own) == answer
    assert Message.objects.count() == 2
    parked = Parked.objects.get()
    assert (parked.reason, parked.subject, parked.can_go_on) == ("own", "Re: Lampe", False)
    client.force_login(ada)
    assert "Re: Lampe" in client.get(reverse("parked")).content.decode()


def test_m20_what_goes_round_in_circles_is_parked_until_somebody_lets_it_go_on(
    service: Channel, ada: Agent, client: Client
) -> None:
    raw = b"Received: from a by b; Mon, 23 Nov 2026 09:00:00 +0100\r\n" * 51 + mail()
    receipt = take_in(service, raw)
    work_off()
    receipt.refresh_from_db()
    assert receipt.understood_at is not None
    assert receipt.message is None
    assert not Conversation.objects.exists()
    client.force_login(ada)
    client.post(reverse("parked-release", args=[receipt.pk]))
    client.post(reverse("parked-release", args=[receipt.pk]))
    work_off()
    assert Conversation.objects.get().subject == "Meine Lampe flackert"
    assert Parked.objects.get().released_at is not None


def test_m20_fifty_servers_are_a_long_way_and_no_circle(service: Channel) -> None:
    raw = b"Received: from a by b; Mon, 23 Nov 2026 09:00:00 +0100\r\n" * 50 + mail()
    assert arrive(service, raw).conversation.subject == "Meine Lampe flackert"


def test_m19_a_flood_becomes_few_conversations(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "FLOOD_CONVERSATIONS", 3)
    pouring(service, 10)
    take_in(service, mail())
    work_off()
    assert Message.objects.count() == 11
    assert Conversation.objects.count() == 4
    newest = Conversation.objects.filter(customer__addresses__value="alarm@rechner.example").last()
    assert newest is not None


def test_m19_a_form_that_writes_for_many_people_is_no_flood(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "FLOOD_CONVERSATIONS", 3)
    for number in range(6):
        form = {"message_id": f"<{number}@x>", "Reply_To": f"kunde{number}@kunde.example"}
        take_in(service, mail(sender="Formular <form@lummer.example>", **form))
    work_off()
    assert Conversation.objects.count() == 6


def test_m19_a_flood_waits_behind_everybody_else(service: Channel) -> None:
    first, _seconds = caps.FAIR_INPUTS
    pouring(service, first + 30)
    take_in(service, mail(message_id="<kofi@x>"))
    jobs = ProcrastinateJob.objects.filter(task_name="channels.understand")
    in_turn = list(jobs.order_by("-priority", "id").values_list("args__receipt_id", flat=True))
    kofi = Receipt.objects.latest("pk").pk
    assert in_turn.index(kofi) == first, "behind the first ones, before the thirty others"
    assert len(in_turn) == first + 31, "and none is left out"


@pytest.mark.parametrize("along", [0, 60], ids=["a job for each", "taken along"])
def test_m19_others_are_understood_before_the_rest_of_a_flood(
    service: Channel, monkeypatch: pytest.MonkeyPatch, along: int
) -> None:
    monkeypatch.setattr(caps, "FAIR_INPUTS", (5, 1_000_000))
    monkeypatch.setattr(caps, "FLOOD_CONVERSATIONS", 3)
    monkeypatch.setattr(caps, "ALONG_SECONDS", along)
    monkeypatch.setattr(caps, "ALONG_BATCH_SECONDS", 60)
    pouring(service, 40)
    for number in range(3):
        sender = f"kunde{number}@kunde.example"
        take_in(service, mail(sender=sender, message_id=f"<kunde-{number}@x>"))
    work_off()
    understood = Message.objects.order_by("pk").values_list("sender__address", flat=True)
    others = [at for at, address in enumerate(understood) if address.endswith("@kunde.example")]
    assert others == [5, 6, 7], "behind the flood's first five, before the rest"
    assert len(understood) == 43
    assert Conversation.objects.count() == 3 + 3


def test_m19_a_bucket_fills_up_again(service: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000.0]
    monkeypatch.setattr("kundig.channels.fairness.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(caps, "FAIR_INPUTS", (2, 100))
    raw = mail(sender=MONITOR)
    turns = [fairness.priority_of(service, raw) for _input in range(3)]
    assert turns == [fairness.ORDINARY, fairness.ORDINARY, LATER]
    clock[0] += 51
    assert fairness.priority_of(service, raw) == fairness.ORDINARY
    assert fairness.priority_of(service, mail()) == fairness.ORDINARY


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"From: Kofi <KOFI@mensah.example>\r\n\r\n", "kofi@mensah.example"),
        (b'From: "a@b.example" <kofi@mensah.example>\r\n\r\n', "kofi@mensah.example"),
        (b"From: kofi@mensah.example", "kofi@mensah.example"),
        (b"Subject: x\r\n\r\nFrom: y@z.example", ""),
        (b"\xff\x00", ""),
    ],
)
def test_the_sender_is_found_at_a_glance(raw: bytes, expected: str) -> None:
    assert sender_key(raw) == expected
