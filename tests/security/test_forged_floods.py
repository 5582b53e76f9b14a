"""A flood with a forged From (M19) takes nothing away from whoever really has the address."""

from __future__ import annotations

import pytest

from kundig.channels.email import actions as mailboxes
from kundig.channels.email.models import Mailbox
from kundig.channels.email.senders import check
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.tests.test_senders_proven import Names, signed, told
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, Message
from kundig.core import caps
from kundig.core.actor import SYSTEM
from tests.jobs import work_off

FLOOD = 3


@pytest.fixture(autouse=True)
def soon_a_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "FLOOD_CONVERSATIONS", FLOOD)


def checking(channel: Channel, how: str) -> None:
    """Let the mailbox check senders in this way."""
    mailbox, _made = Mailbox.objects.get_or_create(channel=channel)
    name = "mx.lummer.example" if how == "trusted" else ""
    mailboxes.change(mailbox, by=SYSTEM, sender_checks=how, authserv_id=name)


def arrive(channel: Channel, raw: bytes) -> Message:
    receipt = take_in(channel, raw)
    work_off()
    receipt.refresh_from_db()
    assert receipt.message is not None
    return receipt.message


def by_kofi(number: int) -> bytes:
    return mail(message_id=f"<{number}@x.example>", text=f"Anliegen {number}")


def test_m19_a_forged_flood_does_not_swallow_a_proven_senders_mail(service: Channel) -> None:
    checking(service, "trusted")
    words = "dmarc=fail header.from=mensah.example"
    for number in range(FLOOD + 2):
        forged = arrive(service, told("mx.lummer.example", words, by_kofi(number)))
    assert Conversation.objects.count() == FLOOD
    assert "flood" in forged.warnings
    words = "dmarc=pass header.from=mensah.example"
    real = arrive(service, told("mx.lummer.example", words, by_kofi(99)))
    assert real.conversation.message_count == 1
    assert "flood" not in real.warnings


def test_m19_a_proven_flood_is_grouped_and_takes_no_forged_mail(service: Channel) -> None:
    checking(service, "trusted")
    words = "dmarc=pass header.from=mensah.example"
    for number in range(FLOOD + 5):
        arrive(service, told("mx.lummer.example", words, by_kofi(number)))
    assert Conversation.objects.count() == FLOOD
    words = "dmarc=fail header.from=mensah.example"
    forged = arrive(service, told("mx.lummer.example", words, by_kofi(99)))
    assert forged.conversation.message_count == 1


def test_m19_whoever_is_proven_later_gets_a_conversation_of_their_own(
    service: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "resolver", Names())
    checking(service, "own")
    for number in range(FLOOD + 2):
        arrive(service, by_kofi(number))
    assert Conversation.objects.count() == FLOOD
    real = arrive(service, signed(by_kofi(99)))
    assert real.sender_check == "proven"
    assert real.conversation.message_count == 1
    assert real.warnings == []
    assert Conversation.objects.count() == FLOOD + 1


def test_m19_what_names_a_thread_of_ours_is_no_flood(service: Channel) -> None:
    first = arrive(service, by_kofi(0))
    actions.close(first.conversation, by=SYSTEM)
    for number in range(1, FLOOD + 2):
        arrive(service, by_kofi(number))
    answer = mail(message_id="<99@x.example>", text="Noch etwas", in_reply_to="<0@x.example>")
    assert arrive(service, answer).conversation.message_count == 1
