"""Notices of failure: true ones stand on the message they name, forged ones give nobody's address up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kundig.channels import outbox
from kundig.channels.email.addresses import message_id
from kundig.channels.email.compose import compose
from kundig.channels.email.models import Mailbox
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.tests.test_threads import arrive, bounce
from kundig.channels.intake import take_in
from kundig.channels.models import Parked
from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, Delivery, DeliveryState, Message
from kundig.conversations.recipients import Fate, Outcome
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.time import now
from kundig.customers.models import Address, Customer
from kundig.staff.models import Agent
from tests.jobs import work_off

KOFI, IDA = "kofi@mensah.example", "ida@vip.example"


@pytest.fixture
def conversation(service: Channel) -> Conversation:
    """Kofi's mail, arrived by the front door."""
    return arrive(service, mail()).conversation


def answered(conversation: Conversation, by: Agent, *, cc: list[str] | None = None) -> Message:
    """Return an answer that has gone out."""
    message = actions.reply(
        conversation, by=by.actor, text="Bitte die Fassung prüfen.", cc=cc or []
    )
    Delivery.objects.update(due_at="2026-01-01T00:00Z")
    work_off(ahead=True)
    message.refresh_from_db()
    return message


def failed_addresses() -> list[str]:
    """Return the addresses that were given up."""
    return sorted(Address.objects.exclude(failed_at=None).values_list("value", flat=True))


def of(answer: Message, recipient: str = KOFI, status: str = "5.1.1") -> bytes:
    """Return a notice that names the answer and a recipient."""
    return (
        bounce(answer).replace(KOFI.encode(), recipient.encode()).replace(b"5.1.1", status.encode())
    )


def test_m16_the_only_recipient_is_given_up(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    assert arrive(service, of(answer)) == answer
    [entry] = Delivery.objects.get().recipients
    assert (entry["address"], entry["fate"], entry["reason"]) == (
        KOFI,
        "bounced",
        "unknown_address",
    )
    assert failed_addresses() == [KOFI]


def test_m16_one_of_several_can_not_speak_for_another(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna, cc=[IDA])
    assert arrive(service, of(answer)) == answer
    fates = {entry["address"]: entry["fate"] for entry in Delivery.objects.get().recipients}
    assert fates == {KOFI: "bounced", IDA: "accepted"}
    assert failed_addresses() == [], "shown, and no more"


def test_m16_a_notice_about_somebody_else_gives_nobody_up(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    arrive(service, of(answer, recipient="fremd@anderswo.example"))
    assert failed_addresses() == []


def test_m16_a_notice_about_where_the_only_address_leads_is_about_it(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    """Else "try again" would have nobody to send to, and say that it was sent."""
    answer = answered(conversation, anna)
    arrive(service, of(answer, recipient="fremd@anderswo.example"))
    assert [entry["fate"] for entry in Delivery.objects.get().recipients] == ["bounced"]
    actions.retry(answer, by=anna.actor)
    assert Delivery.objects.get().recipients == []


def test_m16_nothing_is_sent_again_where_nobody_knows_who_missed_it(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna, cc=[IDA])
    arrive(service, of(answer, recipient="fremd@anderswo.example"))
    with pytest.raises(Refused):
        actions.retry(answer, by=anna.actor)
    assert Delivery.objects.get().state == DeliveryState.FAILED


def test_m16_a_notice_about_one_stops_nothing_for_who_still_waits(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = actions.reply(conversation, by=anna.actor, text="Bitte prüfen.", cc=[IDA])
    Delivery.objects.update(due_at=now())
    assert actions.mark_sending(answer, by=SYSTEM)
    actions.mark_delayed(
        answer,
        by=SYSTEM,
        reason="450",
        due_at=now() + timedelta(hours=1),
        external_id=message_id(service.address, answer.pk),
        recipients=[Outcome(KOFI, Fate.ACCEPTED), Outcome(IDA, Fate.DELAYED)],
    )
    assert arrive(service, of(answer)) == answer
    assert Delivery.objects.get().state == DeliveryState.QUEUED
    assert compose(answer).recipients == [IDA]
    Delivery.objects.update(due_at=now())
    outbox.send(Delivery.objects.get().pk)
    delivery = Delivery.objects.get()
    fates = {entry["address"]: entry["fate"] for entry in delivery.recipients}
    assert fates == {KOFI: "bounced", IDA: "accepted"}
    assert delivery.state == DeliveryState.FAILED, "the failure is told once the others have it"


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.3.4"])
def test_m16_a_full_mailbox_is_a_failure_of_this_mail_alone(
    service: Channel, conversation: Conversation, anna: Agent, status: str
) -> None:
    answer = answered(conversation, anna)
    arrive(service, of(answer, status=status).replace(b"550 ", b"").replace(b"User unknown", b""))
    assert Delivery.objects.get().state == DeliveryState.FAILED
    assert failed_addresses() == []


def test_m16_what_a_server_has_given_up_after_days_failed_and_the_address_stays_good(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    expired = of(answer, status="4.4.7").replace(b"550 ", b"").replace(b"User unknown", b"expired")
    assert arrive(service, expired) == answer
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.FAILED
    assert [entry["reason"] for entry in delivery.recipients] == ["unreachable"]
    assert failed_addresses() == []


def test_m16_a_forged_notice_changes_nothing(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    guessed = answer.external_id.replace("kundig-", "kundig-1")
    take_in(service, of(answer).replace(answer.external_id.encode(), guessed.encode()))
    work_off()
    assert Delivery.objects.get().state == DeliveryState.SENT
    assert failed_addresses() == []


def test_m16_a_notice_about_an_answer_that_never_went_out_changes_nothing(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = actions.reply(conversation, by=anna.actor, text="Bitte warten.")
    answer.external_id = message_id(service.address, answer.pk)
    arrive(service, of(answer))
    assert Delivery.objects.get().state == DeliveryState.QUEUED
    assert failed_addresses() == []


def test_m16_a_delay_is_said_beside_the_recipient(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    answer = answered(conversation, anna)
    delayed = of(answer, status="4.4.1").replace(b"Action: failed", b"Action: delayed")
    message = arrive(service, delayed.replace(b"550", b"450").replace(b"User unknown", b"busy"))
    conversation.refresh_from_db()
    assert message == answer, "a notice is no message of its own"
    assert conversation.state == "waiting", "an answer to nothing reopens nothing"
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.SENT
    [recipient] = delivery.recipients
    assert recipient["fate"] == "accepted"
    assert "4.4.1" in recipient["words"]
    assert failed_addresses() == []


def test_m16_a_notice_about_no_answer_of_ours_opens_no_conversation_and_is_kept(
    service: Channel, conversation: Conversation, anna: Agent, ada: Agent, client: Client
) -> None:
    """Whoever sends spam in our name fills our mailbox with what comes back (backscatter)."""
    people, conversations = Customer.objects.count(), Conversation.objects.count()
    strange = of(answered(conversation, anna)).replace(b"kundig-", b"spammer-")
    receipt = take_in(service, strange)
    work_off()
    receipt.refresh_from_db()
    assert (receipt.message, Conversation.objects.count()) == (None, conversations)
    assert receipt.understood_at is not None
    assert Customer.objects.count() == people
    assert bytes(receipt.blob.content) == strange
    assert Parked.objects.get().reason == "bounce"
    client.force_login(ada)
    Mailbox.objects.get_or_create(channel=service)
    assert reverse("parked") in client.get(reverse("mailbox-health")).content.decode()
    page = client.get(reverse("parked")).content.decode()
    assert Parked.objects.get().subject in page
    client.post(reverse("parked-release", args=[receipt.pk]))
    work_off()
    receipt.refresh_from_db()
    assert receipt.message is not None, "a person may say that it is one"
