"""What goes to the spam view by itself: blocked senders, and what one's own server has marked."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.channels.email import actions as mailboxes
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import BlockedSender, Channel, Conversation, Message
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests.jobs import work_off


def receive(channel: Channel, number: int, **given: str) -> Conversation:
    """Let a mail with an id of its own come in."""
    id = f"<{number}@x.example>"
    take_in(channel, mail(**{"message_id": id, "text": f"Anliegen {number}", **given}))
    work_off()
    return Message.objects.get(external_id=id.strip("<>")).conversation


def test_what_a_blocked_sender_begins_is_spam_and_kept(
    service: Channel, anna: Agent, client: Client
) -> None:
    first = receive(service, 1)
    actions.block_sender(first, by=anna.actor)
    actions.block_sender(first, by=anna.actor)
    first.refresh_from_db()
    assert first.is_spam
    second = receive(service, 2, sender="KOFI@mensah.example")
    assert second.is_spam
    assert second.messages.count() == 1
    found = Event.objects.get(kind="conversation.spam_found")
    assert found.data == {"why": "blocked"}
    assert Event.objects.filter(kind="conversation.sender_blocked").count() == 1
    assert not receive(service, 3, sender="ida@mensah.example").is_spam
    client.force_login(anna)
    assert "kofi@mensah.example" in client.get(reverse("blocked-senders")).content.decode()
    blocked = BlockedSender.objects.get()
    client.post(reverse("blocked-sender-unblock", args=[blocked.pk]))
    assert not receive(service, 4).is_spam


def test_a_whole_domain_is_blocked_unless_it_is_anybodys_or_ours(
    service: Channel, anna: Agent
) -> None:
    conversation = receive(service, 1)
    actions.block_sender(conversation, by=anna.actor, whole_domain=True)
    assert receive(service, 2, sender="ida@mensah.example").is_spam
    assert not receive(service, 3, sender="ida@post.mensah.example").is_spam
    for number, sender in ((4, "kofi@gmail.com"), (5, "anna@lummer.example")):
        with pytest.raises(Refused):
            actions.block_sender(
                receive(service, number, sender=sender), by=anna.actor, whole_domain=True
            )
    with pytest.raises(Refused):
        actions.block_sender(receive(service, 6, sender=anna.email), by=anna.actor)


@pytest.mark.parametrize(
    ("header", "value", "is_spam"),
    [
        ("X_Spam_Flag", "YES", True),
        ("X_Spam_Status", "Yes, score=12.1 required=5.0", True),
        ("X_Spam_Status", "No, score=-1.0 required=5.0", False),
        ("X_Spam", "yes", True),
        ("X_Spam_Level", "*****", False),
    ],
)
def test_what_the_own_server_marks_is_spam(
    service: Channel, header: str, value: str, *, is_spam: bool
) -> None:
    assert receive(service, 1, **{header: value}).is_spam == is_spam


def test_m07_a_second_copy_changes_nothing_that_was_decided(service: Channel, anna: Agent) -> None:
    raw = mail(message_id="<1@x.example>", X_Spam_Flag="YES")
    take_in(service, raw)
    work_off()
    conversation = Message.objects.get().conversation
    actions.unmark_spam(conversation, by=anna.actor)
    known = Event.objects.count()
    for channel in (service, mailboxes.make(by=SYSTEM, address="info@lummer.example").channel):
        take_in(channel, raw, envelope={"again": channel.pk})
    work_off()
    conversation.refresh_from_db()
    assert not conversation.is_spam
    assert Message.objects.count() == 1
    assert not Event.objects.filter(kind="conversation.spam_found").count() > 1
    assert set(Event.objects.order_by("pk")[known:].values_list("kind", flat=True)) <= {
        "mailbox.made"
    }


def test_an_answer_in_a_thread_is_no_spam(service: Channel, anna: Agent) -> None:
    conversation = receive(service, 1)
    receive(service, 2, in_reply_to="<1@x.example>", X_Spam_Flag="YES")
    conversation.refresh_from_db()
    assert conversation.message_count == 2
    assert not conversation.is_spam
