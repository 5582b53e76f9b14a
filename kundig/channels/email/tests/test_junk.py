"""The spam filter: points of servers, what was learnt from people, and what is never spam."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kundig.channels.email import actions as mailboxes
from kundig.channels.email.junk import learning
from kundig.channels.email.junk.certainty import Seen, judge
from kundig.channels.email.junk.points import points_of
from kundig.channels.email.junk.words import key_of, words_of
from kundig.channels.email.models import Mailbox, SpamLesson, SpamWord
from kundig.channels.email.senders import check
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.tests.test_senders_proven import Names, told
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, Message
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests.jobs import work_off

PRIZE = "Sie haben gewonnen! Holen Sie Ihren Gewinn im Casino: https://casino.evil.example/bonus"
LAMP = "Die Lampe {} flackert, bitte schicken Sie eine neue Fassung."


@pytest.fixture
def few_lessons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lessons of each kind are enough."""
    monkeypatch.setattr(caps, "SPAM_LESSONS", 2)


@pytest.fixture
def mailbox(service: Channel) -> Mailbox:
    """The service mailbox with its settings."""
    return Mailbox.objects.get_or_create(channel=service)[0]


def receive(channel: Channel, raw: bytes, **envelope: str) -> Conversation:
    """Let a mail come in and return its conversation."""
    take_in(channel, raw, envelope=envelope)
    work_off()
    return Message.objects.filter(direction="in").latest("pk").conversation


def prize(number: int, **given: str) -> bytes:
    """Return spam."""
    sender = given.pop("sender", f"gewinn{number}@evil.example")
    return mail(
        message_id=f"<p{number}@evil.example>",
        sender=sender,
        subject="Ihr Gewinn",
        text=PRIZE,
        **given,
    )


def lamp(number: int, **given: str) -> bytes:
    """Return what customers write."""
    id = f"<l{number}@mensah.example>"
    return mail(message_id=id, subject="Lampe", text=LAMP.format(number), **given)


def taught(mailbox: Mailbox, by: Agent, lessons: int = 2) -> None:
    """Teach the filter spam by marking, and what is none by answering."""
    for number in range(lessons):
        actions.mark_spam(receive(mailbox.channel, prize(number)), by=by.actor)
        actions.reply(receive(mailbox.channel, lamp(number)), by=by.actor, text="Kommt sofort.")
    work_off()


@pytest.mark.parametrize(
    ("field", "points"),
    [
        ("X-Spam-Score: 7.3", 7.3),
        ("X-Spam-Status: No, score=4.1 required=5.0 tests=HTML", 4.1),
        ("X-Spam-Status: Yes, hits=12.0 required=5.0", 12.0),
        ("X-Rspamd-Score: 6", 5.0),
        ("X-Spamd-Result: default: False [12.00 / 15.00]; R_SPF_ALLOW", 10.0),
        ("X-MS-Exchange-Organization-SCL: 9", 9.0),
        ("X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:;SCL:6;SRV:", 6.0),
        ("X-Barracuda-Spam-Score: 3.5", 5.0),
        ("X-Proofpoint-Spam-Details: rule=spam policy=default score=100 spamscore=90", 9.0),
        ("X-Bogosity: Spam, tests=bogofilter, spamicity=0.991", 9.9),
        ("X-Bogosity: Ham, tests=bogofilter, spamicity=0.000", None),
        ("X-Spam-Score: viel", None),
        ("X-Spam-Score: -3", -3.0),
        ("X-Spam-Score: 6\r\nX-Spam-Score: 1", 6.0),
        ("X-Spam-Score: 1\r\nX-Rspamd-Score: 12", 10.0),
        ("X-Other: 9", None),
    ],
)  # fmt: skip
def test_points_of_many_filters_lie_on_one_scale(field: str, points: float | None) -> None:
    assert points_of(f"{field}\r\n".encode() + mail()) == points


def test_points_above_the_mailboxs_limit_are_spam_and_it_says_why(
    mailbox: Mailbox, anna: Agent, client: Client
) -> None:
    assert not receive(mailbox.channel, lamp(1, X_Spam_Score="4.9")).is_spam
    found = receive(mailbox.channel, lamp(2, X_Spam_Score="7.5"))
    assert found.is_spam
    client.force_login(anna)
    page = client.get(reverse("conversation", args=[found.pk]), follow=True).content.decode()
    assert "Punkte gab und dieses Postfach" in page
    assert reverse("spam-filter") in page
    mailboxes.change(mailbox, by=SYSTEM, spam_points=8)
    assert not receive(mailbox.channel, lamp(3, X_Spam_Score="7.5")).is_spam
    mailboxes.change(mailbox, by=SYSTEM, spam_points=0)
    assert not receive(mailbox.channel, lamp(4, X_Spam_Score="99")).is_spam


def test_points_that_a_strangers_server_brings_are_not_looked_at(mailbox: Mailbox) -> None:
    brought = receive(mailbox.channel, lamp(1, X_Spam_Score="9"), peer="203.0.113.7")
    assert not brought.is_spam


def test_what_was_marked_is_learnt_and_explained(
    mailbox: Mailbox, anna: Agent, client: Client, few_lessons: None
) -> None:
    taught(mailbox, anna)
    found = receive(mailbox.channel, prize(9))
    assert found.is_spam
    event = Event.objects.get(kind="conversation.spam_learnt")
    assert event.data["certainty"] == 99
    assert "casino.evil.example" in event.data["words"] or "gewinn" in event.data["words"]
    assert not receive(mailbox.channel, lamp(9, sender="Ida <ida@vip.example>")).is_spam
    client.force_login(anna)
    page = client.get(reverse("conversation", args=[found.pk]), follow=True).content.decode()
    assert "gleicht" in page
    client.post(reverse("conversation-unmark-spam", args=[found.pk]))
    work_off()
    assert not Conversation.objects.get(pk=found.pk).is_spam
    assert SpamLesson.objects.get(message__conversation=found).is_spam is False


def test_too_few_lessons_decide_nothing(mailbox: Mailbox, anna: Agent) -> None:
    taught(mailbox, anna)
    assert not receive(mailbox.channel, prize(9)).is_spam


def test_what_kundig_found_by_itself_teaches_nothing(
    mailbox: Mailbox, anna: Agent, few_lessons: None
) -> None:
    taught(mailbox, anna)
    before = learning.lessons()
    receive(mailbox.channel, prize(9))
    assert learning.lessons() == before


def test_a_mistake_is_taken_back_to_the_last_count(mailbox: Mailbox, anna: Agent) -> None:
    conversation = receive(mailbox.channel, lamp(1))
    actions.mark_spam(conversation, by=anna.actor)
    work_off()
    assert learning.lessons() == (1, 0)
    actions.unmark_spam(conversation, by=anna.actor)
    work_off()
    assert learning.lessons() == (0, 1)
    assert not SpamWord.objects.exclude(spam=0).exists()
    assert set(SpamWord.objects.values_list("good", flat=True)) == {1}
    learning.forget(conversation.messages.get())
    assert not SpamWord.objects.exists()
    assert not SpamLesson.objects.exists()


def test_the_same_lesson_twice_counts_once(mailbox: Mailbox) -> None:
    conversation = receive(mailbox.channel, lamp(1))
    for _ in range(2):
        learning.teach(conversation, is_spam=True)
    assert set(SpamWord.objects.values_list("spam", "good")) == {(1, 0)}


def test_a_known_customer_who_is_proven_is_never_spam(
    mailbox: Mailbox, anna: Agent, few_lessons: None
) -> None:
    taught(mailbox, anna)
    mailboxes.change(mailbox, by=SYSTEM, sender_checks="trusted", authserv_id="mx.lummer.example")
    good = "dmarc=pass header.from=mensah.example"
    kofi = "kofi@mensah.example"
    assert not receive(
        mailbox.channel, told("mx.lummer.example", good, prize(7, sender=kofi, X_Spam_Score="9"))
    ).is_spam
    forged = receive(mailbox.channel, prize(8, sender=kofi, X_Spam_Score="9"))
    assert forged.is_spam, "anybody can write his name"


def test_an_answer_in_a_thread_is_never_spam(
    mailbox: Mailbox, anna: Agent, few_lessons: None
) -> None:
    taught(mailbox, anna)
    first = receive(mailbox.channel, lamp(5))
    again = receive(mailbox.channel, prize(6, in_reply_to="<l5@mensah.example>", X_Spam_Score="9"))
    assert again == first
    assert not again.is_spam


def test_a_mailbox_that_does_not_learn_neither_teaches_nor_decides(
    mailbox: Mailbox, anna: Agent, few_lessons: None
) -> None:
    taught(mailbox, anna)
    mailboxes.change(mailbox, by=SYSTEM, learns_spam=False)
    before = learning.lessons()
    found = receive(mailbox.channel, prize(9))
    assert not found.is_spam
    actions.mark_spam(found, by=anna.actor)
    work_off()
    assert learning.lessons() == before


def test_where_the_sender_is_found_out_first_spam_is_found_after(
    mailbox: Mailbox, anna: Agent, few_lessons: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught(mailbox, anna)
    monkeypatch.setattr(check, "resolver", Names())
    mailboxes.change(mailbox, by=SYSTEM, sender_checks="own")
    assert receive(mailbox.channel, prize(9)).is_spam


@pytest.mark.django_db(transaction=True)
def test_two_who_teach_at_once_lose_no_count(service: Channel) -> None:
    mailbox, _made = Mailbox.objects.get_or_create(channel=service)
    conversations = [receive(mailbox.channel, prize(number)) for number in range(8)]

    def teach(conversation: Conversation) -> None:
        try:
            for is_spam in (True, False, True):
                learning.teach(conversation, is_spam=is_spam)
        finally:
            connection.close()

    threads = [threading.Thread(target=teach, args=[one]) for one in conversations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = dict(SpamWord.objects.values_list("key", "spam"))
    assert counts[key_of("casino")] == 8
    assert not SpamWord.objects.exclude(good=0).exists()


def test_words_are_kept_as_numbers_that_nobody_can_read(mailbox: Mailbox) -> None:
    message = receive(mailbox.channel, prize(1)).messages.get()
    found = words_of(message)
    assert {"from:@evil.example", "subject:gewinn", "link:casino.evil.example", "casino"} <= found
    assert key_of("casino") != key_of("subject:casino")
    assert -(2**63) <= key_of("casino") < 2**63


def test_judging_is_sure_only_where_words_are_telling() -> None:
    assert judge([], 10, 10).certainty == 0.5
    assert judge([Seen("lampe", 0, 9), Seen("fassung", 0, 8)], 10, 10).certainty < 0.05
    told_apart = judge([Seen("casino", 9, 0), Seen("gewinn", 8, 0), Seen("und", 10, 10)], 10, 10)
    assert told_apart.certainty > 0.95
    assert told_apart.words == ("casino", "gewinn")
    mixed = judge([Seen("casino", 9, 0), Seen("lampe", 0, 9)], 10, 10)
    assert 0.4 < mixed.certainty < 0.6
    many = [Seen(f"w{n}", 10, 0) for n in range(500)]
    assert judge(many, 10, 10).certainty > 0.99


def test_the_page_tells_what_was_learnt(mailbox: Mailbox, anna: Agent, client: Client) -> None:
    taught(mailbox, anna)
    client.force_login(anna)
    page = client.get(reverse("spam-filter")).content.decode()
    assert "Angewendet wird es, sobald" in page
