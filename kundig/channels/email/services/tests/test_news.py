"""What services tell of our mails: it lands on the recipient it is about, in any order, twice or late."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.test import Client

from kundig.channels.email.addresses import message_id
from kundig.channels.email.services import actions as service_actions
from kundig.channels.email.services.models import (
    About,
    MailService,
    Posting,
    SentThrough,
    ServiceAccount,
)
from kundig.channels.email.services.tests import postings
from kundig.channels.email.services.tests.event_bodies import KOFI, told
from kundig.channels.email.tests.mails import mail
from kundig.conversations import actions
from kundig.conversations.models import (
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    Message,
)
from kundig.conversations.recipients import Fate, Outcome, heard
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.core.time import now
from kundig.customers.models import Address
from kundig.staff.models import Agent
from tests import make
from tests.jobs import waiting, work_off

pytestmark = pytest.mark.django_db
IDA = "ida@vip.example"
SERVICES = MailService.values


# Services tell nothing of these.
LACKS = {
    "amazon_ses": {"deferred"},
    "mailersend": {"deferred"},
    "mailgun": {"soft"},
    "mandrill": {"delivered"},
    "postal": {"soft", "complained"},
}


@pytest.fixture
def answer(conversation: Conversation, service_box: Channel, anna: Agent) -> Message:
    """Return an answer to Kofi with a copy for Ida, that a service has taken."""
    Conversation.objects.update(channel=service_box)
    conversation.refresh_from_db()
    message = actions.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.", cc=[IDA])
    Delivery.objects.update(due_at=now())
    actions.mark_sending(message, by=SYSTEM)
    taken = [Outcome(KOFI, Fate.ACCEPTED), Outcome(IDA, Fate.ACCEPTED)]
    actions.mark_sent(message, by=SYSTEM, external_id="x@y", to=[KOFI], recipients=taken)
    return message


def sent(message: Message, service: str) -> str:
    """Note that a service has the message and return its id there."""
    id = {"mailjet": "576460756", "postal": "4711"}.get(service, "id-7")
    SentThrough.objects.create(message=message, service=service, service_id=id)
    return id


def hear(account: ServiceAccount, content: Any) -> None:
    """Let the service post news and work them off."""
    request = postings.signed(account, About.NEWS, content)
    answer = Client().post(postings.path(account, About.NEWS), **request.for_client)
    assert answer.status_code == 200
    work_off()


def fates() -> dict[str, str]:
    """Return what is known of each recipient."""
    return {one["address"]: one["fate"] for one in Delivery.objects.get().recipients}


def given_up() -> list[str]:
    """Return the addresses that were given up."""
    return sorted(Address.objects.exclude(failed_at=None).values_list("value", flat=True))


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_is_understood(service_box: Channel, answer: Message, service: str) -> None:
    account, id = postings.account(service_box, service), sent(answer, service)
    expected = {
        "opened": Fate.ACCEPTED,
        "deferred": Fate.ACCEPTED,
        "soft": Fate.REFUSED,
        "delivered": Fate.DELIVERED,
        "bounced": Fate.BOUNCED,
        "complained": Fate.COMPLAINED,
    }
    if service == "resend":
        Delivery.objects.update(recipients=[Outcome(KOFI, Fate.ACCEPTED).entry])
    for kind, fate in expected.items():
        if kind in LACKS.get(service, set()):
            continue
        hear(account, told(service, kind, id=id))
        assert fates()[KOFI] == fate, kind
        assert fates().get(IDA, "accepted") == "accepted"
        assert (given_up() == [KOFI]) == (kind in ("bounced", "complained")), kind
    account.refresh_from_db()
    assert account.news_at is not None
    assert account.trouble == ""


def test_a_deferred_mail_is_not_sent_again(service_box: Channel, answer: Message) -> None:
    account, id = postings.account(service_box, "postmark"), sent(answer, "postmark")
    hear(account, told("postmark", "deferred", id=id))
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.SENT
    assert delivery.recipients[0]["words"] == "450 later"
    assert waiting("channels.send") == []


KINDS = ("deferred", "soft", "delivered", "complained")


def test_w05_any_order_says_the_same() -> None:
    for order in itertools.permutations(Fate):
        entries = [Outcome(KOFI, Fate.ACCEPTED).entry]
        for fate in order:
            entries = heard(entries, [Outcome(KOFI.upper(), fate)])
        assert entries == [Outcome(KOFI, Fate.COMPLAINED).entry], order


@pytest.mark.parametrize("order", [KINDS, KINDS[::-1]])
def test_w05_the_message_ends_the_same(
    service_box: Channel, answer: Message, order: tuple[str, ...]
) -> None:
    account, id = postings.account(service_box, "postmark"), sent(answer, "postmark")
    hear(account, told("postmark", "delivered", id=id, to=IDA))
    for kind in order:
        hear(account, told("postmark", kind, id=id))
    assert fates() == {KOFI: "complained", IDA: "delivered"}
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == (DeliveryState.DELIVERED, "")


def test_delivered_to_all_is_delivered(service_box: Channel, answer: Message) -> None:
    account, id = postings.account(service_box, "brevo"), sent(answer, "brevo")
    hear(account, told("brevo", "delivered", id=id))
    assert Delivery.objects.get().state == DeliveryState.SENT
    hear(account, told("brevo", "delivered", id=id, to="Ida@vip.example"))
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_what_came_back_fails_the_message_once(service_box: Channel, answer: Message) -> None:
    account, id = postings.account(service_box, "sendgrid"), sent(answer, "sendgrid")
    hear(account, told("sendgrid", "bounced", id=id))
    hear(account, told("sendgrid", "bounced", id=id, to=IDA))
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.FAILED
    assert "user unknown" in delivery.error
    assert Event.objects.filter(kind="conversation.delivery_failed").count() == 1
    assert Conversation.objects.get().failed_count == 1


def test_a_complaint_is_told_once(service_box: Channel, answer: Message) -> None:
    account, id = postings.account(service_box, "mandrill"), sent(answer, "mandrill")
    [event] = told("mandrill", "complained", id=id)
    for at in (1795430000, 1795430001):
        hear(account, [{**event, "ts": at}])
    assert Posting.objects.count() == 2
    assert Event.objects.filter(kind="conversation.complained").count() == 1
    assert Address.objects.exclude(complained_at=None).get().value == KOFI


def test_nobody_speaks_of_somebody_who_is_no_recipient(
    service_box: Channel, answer: Message
) -> None:
    account, id = postings.account(service_box, "mailgun"), sent(answer, "mailgun")
    make.customer(name="Otto", mail="otto@fremd.example")
    hear(account, told("mailgun", "bounced", id=id, to="otto@fremd.example"))
    assert "otto@fremd.example" not in fates()
    assert given_up() == []


def test_resend_does_not_say_for_whom(service_box: Channel, answer: Message) -> None:
    account, id = postings.account(service_box, "resend"), sent(answer, "resend")
    hear(account, told("resend", "bounced", id=id, everybody=(KOFI, IDA)))
    delivery = Delivery.objects.get()
    assert (delivery.state, fates()) == (DeliveryState.FAILED, {KOFI: "accepted", IDA: "accepted"})
    assert given_up() == []
    hear(account, told("resend", "delivered", id=id, everybody=(KOFI, IDA)))
    assert Delivery.objects.get().state == DeliveryState.FAILED


def test_our_own_id_is_known_too(service_box: Channel, answer: Message) -> None:
    """For whoever sends through the service's SMTP server, and so never heard an id of its own."""
    account = postings.account(service_box, "mailgun")
    hear(account, told("mailgun", "delivered", id=message_id("service@lummer.example", answer.pk)))
    assert fates()[KOFI] == "delivered"
    hear(account, told("mailgun", "bounced", id=f"kundig-{answer.pk}-{'a' * 26}@lummer.example"))
    assert fates()[KOFI] == "delivered", "a guessed sign is none"


def test_w10_another_mailboxs_account_tells_nothing(service_box: Channel, answer: Message) -> None:
    other = make.channel(address="werkstatt@lummer.example")
    theirs = postings.account(other, "mailgun", api_key="theirs")
    mine, id = postings.account(service_box, "mailgun", api_key="mine"), sent(answer, "mailgun")
    hear(theirs, told("mailgun", "bounced", id=id))
    assert fates()[KOFI] == "accepted"
    service_actions.set_up(mine.mailbox, by=SYSTEM, service="mailgun", api_key="theirs")
    hear(theirs, told("mailgun", "delivered", id=id))
    assert fates()[KOFI] == "delivered", "one account for two mailboxes tells of both"


def test_w05_news_before_we_know_the_mail_wait(service_box: Channel, answer: Message) -> None:
    account = postings.account(service_box, "postmark")
    hear(account, told("postmark", "delivered", id="id-7"))
    assert Posting.objects.get().read_at is None
    sent(answer, "postmark")
    work_off(ahead=True)
    assert fates()[KOFI] == "delivered"
    assert Posting.objects.get().read_at is not None


def test_w05_news_of_a_mail_on_its_way_wait(service_box: Channel, answer: Message) -> None:
    account, id = postings.account(service_box, "postmark"), sent(answer, "postmark")
    Delivery.objects.update(state=DeliveryState.SENDING)
    hear(account, told("postmark", "delivered", id=id))
    assert fates()[KOFI] == "accepted"
    Delivery.objects.update(state=DeliveryState.SENT)
    work_off(ahead=True)
    assert fates()[KOFI] == "delivered"


def test_news_of_others_mails_are_let_go(service_box: Channel) -> None:
    account = postings.account(service_box, "postmark")
    hear(account, told("postmark", "bounced", id="of-a-newsletter"))
    work_off(ahead=True)
    assert Posting.objects.get().read_at is not None
    assert Posting.objects.get().waits == len(caps.NEWS_PAUSES_SECONDS)


@pytest.mark.parametrize("service", ["amazon_ses", "postmark", "sparkpost", "postal"])
def test_a_mail_at_the_address_of_news_is_told(service_box: Channel, service: str) -> None:
    account = postings.account(service_box, service)
    hear(account, postings.mail(service, mail()))
    account.refresh_from_db()
    assert account.trouble == "not_understood"
    assert Posting.objects.get().read_at is not None
