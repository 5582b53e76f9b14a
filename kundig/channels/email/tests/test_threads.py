"""Where a mail belongs: signs and ids, never the subject, and never on a stranger's word."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kundig.channels.email import receive
from kundig.channels.email.addresses import (
    message_id,
    read_message_id,
    read_reply_address,
    reply_address,
)
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.threads import Place, find_place
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import (
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    Message,
    State,
)
from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests.jobs import work_off

OTTO = "Otto Fremd <otto@fremd.example>"


@pytest.fixture
def conversation(service: Channel) -> Conversation:
    """Kofi's mail, arrived by the front door."""
    return arrive(service, mail()).conversation


@pytest.fixture
def answer(conversation: Conversation, anna: Agent) -> Message:
    """Anna's answer to it, sent."""
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    Delivery.objects.update(due_at="2026-01-01T00:00Z")
    work_off(ahead=True)
    message.refresh_from_db()
    return message


def arrive(channel: Channel, raw: bytes, **envelope: object) -> Message:
    """Let a mail arrive and return the message it became."""
    receipt = take_in(channel, raw, envelope=envelope)
    work_off()
    receipt.refresh_from_db()
    assert receipt.message is not None
    return receipt.message


def test_an_answer_by_message_id_continues(
    service: Channel, conversation: Conversation, answer: Message
) -> None:
    raw = mail(message_id="<2@x>", in_reply_to=f"<{answer.external_id}>", subject="Ganz anders")
    message = arrive(service, raw)
    conversation.refresh_from_db()
    assert message.conversation == conversation
    assert conversation.state == State.OPEN
    assert message.warnings == []


def test_an_answer_before_the_sending_is_noted_continues(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    """The answer's own id names it, also while nobody has written down that it was sent."""
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    id = message_id(service.address, message.pk)
    raw = mail(message_id="<2@x>", in_reply_to=f"<{id}>")
    assert arrive(service, raw).conversation == conversation


def test_the_reply_address_continues_without_any_header(
    service: Channel, conversation: Conversation
) -> None:
    address = reply_address(service.address, conversation.pk)
    assert arrive(service, mail(message_id="<2@x>", to=address)).conversation == conversation
    raw = mail(message_id="<3@x>", to="undisclosed-recipients:;")
    assert arrive(service, raw, to=[address.upper()]).conversation == conversation


def test_references_to_the_customers_own_mail_continue(
    service: Channel, conversation: Conversation
) -> None:
    raw = mail(message_id="<2@x>", references="<weg@x> <eins@mensah.example> <auch-weg@x>")
    assert arrive(service, raw).conversation == conversation


@pytest.mark.parametrize(
    "id",
    ["kundig-1@lummer.example", "kundig-1-aaaaaaaaaaaaaaaaaaaaaaaaaa@lummer.example", "1@x", ""],
)
def test_m10_a_guessed_id_opens_a_new_conversation(
    service: Channel, conversation: Conversation, answer: Message, id: str
) -> None:
    id = id.replace("kundig-1", f"kundig-{answer.pk}")
    raw = mail(sender=OTTO, message_id="<2@x>", in_reply_to=f"<{id}>")
    assert arrive(service, raw).conversation != conversation


def test_m10_a_sign_is_good_for_one_message_only(
    service: Channel, conversation: Conversation, answer: Message
) -> None:
    stolen = answer.external_id.replace(f"kundig-{answer.pk}-", f"kundig-{answer.pk + 1}-")
    assert read_message_id(stolen) is None
    assert read_message_id(answer.external_id) == answer.pk


def test_m11_a_stranger_in_the_right_thread_is_held_apart(
    service: Channel, conversation: Conversation, answer: Message, anna: Agent
) -> None:
    actions.resolve(conversation, by=SYSTEM)
    raw = mail(
        sender=OTTO,
        message_id="<2@x>",
        in_reply_to=f"<{answer.external_id}>",
        text="GEHEIMES VON OTTO",
    )
    message = arrive(service, raw)
    conversation.refresh_from_db()
    assert message.conversation == conversation
    assert message.warnings == ["foreign_sender"]
    assert conversation.state == State.RESOLVED
    assert conversation.waiting_since is None
    # And nothing of it goes into the next answer, nor the answer to the stranger.
    from kundig.channels.email.compose import compose

    outgoing = compose(actions.reply(conversation, by=anna.actor, text="Gern geschehen."))
    assert outgoing.recipients == ["kofi@mensah.example"]
    assert b"GEHEIMES" not in outgoing.content


def test_m12_a_number_in_the_subject_opens_a_new_conversation(
    service: Channel, conversation: Conversation
) -> None:
    raw = mail(sender=OTTO, message_id="<2@x>", subject=f"Re: [#{conversation.pk}] Meine Lampe")
    assert arrive(service, raw).conversation != conversation


def test_m13_a_copied_person_takes_part_only_when_an_agent_says_so(
    service: Channel, conversation: Conversation, anna: Agent
) -> None:
    raw = mail(message_id="<2@x>", in_reply_to="<eins@mensah.example>", Cc="otto@fremd.example")
    arrive(service, raw)
    third = mail(sender=OTTO, message_id="<3@x>", in_reply_to="<2@x>")
    assert "foreign_sender" in arrive(service, third).warnings
    actions.reply(conversation, by=anna.actor, text="Hallo", cc=["otto@fremd.example"])
    fourth = mail(sender=OTTO, message_id="<4@x>", in_reply_to="<2@x>")
    assert arrive(service, fourth).warnings == []


@pytest.mark.parametrize("change", ["guessed", "cut", "other"])
def test_m37_a_wrong_reply_address_opens_a_new_conversation(
    service: Channel, conversation: Conversation, change: str
) -> None:
    good = reply_address(service.address, conversation.pk)
    wrong = {
        "guessed": f"service+{conversation.pk}-{'a' * 26}@lummer.example",
        "cut": good.replace("@", "")[:-20] + "@lummer.example",
        "other": good.replace(f"+{conversation.pk}-", f"+{conversation.pk + 1}-"),
    }[change]
    assert read_reply_address(wrong) is None
    raw = mail(sender=OTTO, message_id="<2@x>", to=wrong)
    assert arrive(service, raw).conversation != conversation


def test_m37_what_is_to_be_guessed_has_at_least_128_bits() -> None:
    signs = {
        reply_address("service@lummer.example", 7).partition("-")[2].partition("@")[0],
        message_id("service@lummer.example", 7).rpartition("-")[2].partition("@")[0],
    }
    assert len(signs) == 2, "one is of no use as the other"
    for sign in signs:
        assert re.fullmatch("[a-z2-7]+", sign)
        assert len(sign) * 5 >= 128


def test_a_closed_conversation_gets_a_new_one(
    service: Channel, conversation: Conversation, answer: Message
) -> None:
    actions.close(conversation, by=SYSTEM)
    raw = mail(message_id="<2@x>", in_reply_to=f"<{answer.external_id}>")
    assert arrive(service, raw).conversation != conversation


def test_what_is_closed_between_finding_and_locking_stays_closed(
    service: Channel,
    conversation: Conversation,
    answer: Message,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found(*given: Any) -> Place:
        place = find_place(*given)
        # Another process has it first; this one waits for the row and then sees it.
        Conversation.objects.filter(pk=conversation.pk).update(state=State.CLOSED)
        return place

    monkeypatch.setattr(receive, "find_place", found)
    raw = mail(message_id="<2@x>", in_reply_to=f"<{answer.external_id}>")
    assert arrive(service, raw).conversation != conversation
    conversation.refresh_from_db()
    assert conversation.state == State.CLOSED
    assert not Event.objects.filter(kind="conversation.reopened").exists()


def test_m11_who_takes_part_is_asked_again_where_the_conversation_moved(
    service: Channel, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otto wrote in the thread; his message is split off while his next mail waits for the row."""
    anna_wrote = reply_address(service.address, conversation.pk)
    monkeypatch.setattr("kundig.channels.email.threads.takes_part", lambda *_given: True)
    first = arrive(service, mail(message_id="<2@x>", to=anna_wrote, sender=OTTO))
    monkeypatch.undo()
    assert first.conversation == conversation
    was_split = False

    def found(*given: Any) -> Place:
        nonlocal was_split
        place = find_place(*given)
        if not was_split:
            was_split = True
            actions.split(Conversation.objects.get(pk=conversation.pk), by=SYSTEM, messages=[first])
        return place

    monkeypatch.setattr(receive, "find_place", found)
    again = arrive(service, mail(message_id="<3@x>", in_reply_to="<2@x>", sender=OTTO, text="Neu"))
    first.refresh_from_db()
    assert again.conversation == first.conversation != conversation


def test_a_merged_conversation_leads_to_its_target(
    service: Channel, conversation: Conversation
) -> None:
    other = arrive(service, mail(message_id="<2@x>", subject="Anderes")).conversation
    actions.merge(conversation, by=SYSTEM, into=other)
    raw = mail(message_id="<3@x>", to=reply_address(service.address, conversation.pk))
    assert arrive(service, raw).conversation == other


def test_m16_a_bounce_marks_our_answer_as_failed(
    service: Channel, conversation: Conversation, answer: Message
) -> None:
    raw = bounce(answer)
    message = arrive(service, raw)
    conversation.refresh_from_db()
    assert message == answer
    assert Delivery.objects.get().state == DeliveryState.FAILED
    assert conversation.failed_count == 1
    assert Conversation.objects.count() == 1
    assert conversation.customer.addresses.get().failed_at is not None


def test_m18_our_own_answer_coming_back_is_no_new_message(
    service: Channel, conversation: Conversation, answer: Message
) -> None:
    raw = mail(sender="service@lummer.example", message_id=f"<{answer.external_id}>")
    assert arrive(service, raw) == answer
    assert Message.objects.count() == 2


def test_m15_a_robot_reopens_nothing(
    service: Channel, conversation: Conversation, answer: Message
) -> None:
    raw = mail(
        message_id="<2@x>",
        in_reply_to=f"<{answer.external_id}>",
        subject="Abwesend: Re: Meine Lampe",
        Auto_Submitted="auto-replied",
    )
    message = arrive(service, raw)
    conversation.refresh_from_db()
    assert message.automatic == "out-of-office"
    assert conversation.state == State.WAITING


def test_m08_a_mail_without_a_sender_is_a_conversation(service: Channel) -> None:
    message = arrive(service, mail().replace(b"From: Kofi Mensah <kofi@mensah.example>\r\n", b""))
    assert "sender_unclear" in message.warnings


def test_a_sender_whose_domain_is_too_long_for_a_company_is_known(service: Channel) -> None:
    sender = f"kofi@{'.'.join(['a' * 50] * 4)}.example"
    message = arrive(service, mail(sender=sender))
    assert message.sender["address"] == sender
    assert message.customer is not None
    assert message.customer.company is None


def test_the_thread_of_many_references_is_found_by_the_index(
    conversation: Conversation, service: Channel
) -> None:
    ids = " ".join(f"<{number}@elsewhere.example>" for number in range(150))
    with CaptureQueriesContext(connection) as queries:
        arrive(service, mail(references=f"{ids} <eins@mensah.example>", in_reply_to="<neu@x>"))
    [looked_up] = [q["sql"] for q in queries if '"external_id" IN' in q["sql"]]
    with connection.cursor() as cursor:
        # Of so few rows any plan is cheap; what is left here is looking up by an index.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        # The one plan for all values: it is kept, so it must know the index without them.
        cursor.execute(f"EXPLAIN (GENERIC_PLAN) {looked_up}")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "message_external" in plan
    assert conversation.messages.count() == 2


def test_m09_a_colleagues_address_gives_no_rights(service: Channel, anna: Agent) -> None:
    message = arrive(service, mail(sender=f"Anna <{anna.email}>"))
    assert message.is_inbound
    assert message.agent is None
    assert "agent_address" in message.warnings


def test_an_answer_wanted_elsewhere_is_told(service: Channel) -> None:
    message = arrive(service, mail(Reply_To="anderswo@mensah.example"))
    assert "reply_elsewhere" in message.warnings
    assert message.sender["reply_to"] == "anderswo@mensah.example"


def bounce(answer: Message) -> bytes:
    """Return what a mail server says of an answer that it could not deliver."""
    return (
        (
            f"""\
From: Mail Delivery System <MAILER-DAEMON@mx.mensah.example>
To: service@lummer.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn@mx.mensah.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
<kofi@mensah.example>: host mx.mensah.example said: 550 5.1.1 User unknown

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mensah.example

Final-Recipient: rfc822; kofi@mensah.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: message/rfc822

From: service@lummer.example
To: kofi@mensah.example
Subject: Re: Meine Lampe flackert
Message-ID: <{answer.external_id}>

Bitte die Fassung =?utf-8?q?pr=C3=BCfen?=.

--b--
"""
        )
        .replace("\n", "\r\n")
        .encode()
    )
