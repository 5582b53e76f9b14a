"""M38: codes and links of services are for those alone who may open confidential mail."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse

from kundig.channels.email.addresses import reply_address
from kundig.channels.email.compose import compose
from kundig.channels.email.mime.codes import opens_an_account
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.channels.models import Parked
from kundig.conversations import actions
from kundig.conversations.models import Attachment, Channel, Message, SearchEntry
from kundig.core.models import AuditEntry, Event
from kundig.staff.models import Agent
from tests.jobs import work_off

SLACK = "Slack <no-reply@slack.com>"
CODE = "Your Slack confirmation code: 483-921"


def arrive(service: Channel, raw: bytes) -> Message:
    """Let a mail come in."""
    take_in(service, raw)
    work_off()
    return Message.objects.filter(direction="in").latest("pk")


def code(**given: str) -> bytes:
    """Return a service's mail with a code."""
    values = {"sender": SLACK, "subject": CODE, "text": "Enter 483-921 to confirm.", **given}
    return mail(message_id="<code@slack.com>", **values)


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (SLACK, CODE, "Please use it."),
        ("Google <noreply@accounts.google.com>", "Your Google verification code", "G-482913"),
        ("Atlassian <noreply@am.atlassian.com>", "Verify your email", "https://id.atlassian.com/v?token=eyJhbGciOiJIUzI1NiJ9"),
        ("GitHub <noreply@github.com>", "[GitHub] Please verify your device", "Verification code: 482913"),
        ("Bank <no-reply@bank.example>", "Ihr Sicherheitscode", "Er lautet 482 913 und gilt 10 Minuten."),
        ("Laden <noreply@laden.example>", "Passwort zurücksetzen", "https://laden.example/r/9f8e7d6c5b4a39281706"),
        ("Service <account@service.example>", "Votre code de vérification", "482913"),
        ("Servicio <no-reply@servicio.example>", "Tu código de acceso", "4829"),
        ("通知 <no-reply@dienst.example>", "認証コード", "認証コード 482913 です"),
    ],
)  # fmt: skip
def test_m38_mails_that_open_accounts_are_known(sender: str, subject: str, text: str) -> None:
    assert opens_an_account(parse(mail(sender=sender, subject=subject, text=text)))


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("Kofi <kofi@mensah.example>", "Bestätigungscode kommt nicht an", "Mein Bestätigungscode 482913 geht nicht."),
        ("Kofi <kofi@mensah.example>", "Passwort zurücksetzen", "Ich kann mein Passwort nicht zurücksetzen, Kundennummer 482913."),
        (SLACK, "What's new in Slack", "Read more on our blog. 482913 people like it."),
        ("Shop <no-reply@shop.example>", "Ihre Bestellung 482913", "Sie kommt morgen an."),
        (SLACK, "Your verification code", "We have disabled codes for your workspace."),
    ],
)  # fmt: skip
def test_m38_what_customers_and_shops_write_is_none(sender: str, subject: str, text: str) -> None:
    assert not opens_an_account(parse(mail(sender=sender, subject=subject, text=text)))


def test_m38_nothing_but_the_original_holds_the_words(
    service: Channel, anna: Agent, client: Client
) -> None:
    message = arrive(service, code(html="<p>Enter <b>483-921</b></p>"))
    assert message.is_confidential
    assert "confidential" in message.warnings
    conversation = message.conversation
    kept = [message.text, message.visible_text, message.html, message.subject]
    kept += [conversation.subject, conversation.preview, str(message.cards)]
    kept += [str(event.data) for event in Event.objects.all()]
    kept.append(SearchEntry.objects.get().document)
    assert not any("483" in text or "confirmation" in text for text in kept)
    client.force_login(anna)
    page = client.get(reverse("conversation", args=[conversation.pk]), follow=True)
    assert "483-921" not in page.content.decode()
    assert "Code oder einen Link" in page.content.decode()
    assert reverse("message-original", args=[message.pk]) not in page.content.decode()


def test_m38_what_is_parked_gives_no_code_away(
    service: Channel, ada: Agent, client: Client
) -> None:
    circle = b"Received: from a by b; Mon, 23 Nov 2026 09:00:00 +0100\r\n" * 51
    take_in(service, circle + code())
    work_off()
    parked = Parked.objects.get()
    assert (parked.reason, parked.sender, parked.subject) == ("loop", "no-reply@slack.com", "")
    client.force_login(ada)
    assert "483-921" not in client.get(reverse("parked")).content.decode()


def test_m38_files_are_kept_apart_as_well(service: Channel) -> None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = SLACK, service.address, CODE
    made["Message-ID"] = "<file@slack.com>"
    made.set_content("483-921")
    made.add_attachment(b"483-921", maintype="text", subtype="plain", filename="code.txt")
    assert arrive(service, made.as_bytes()).is_confidential
    assert not Attachment.objects.exists()


def test_m38_only_who_may_opens_it_and_leaves_a_trace(
    service: Channel, anna: Agent, ada: Agent, client: Client
) -> None:
    message = arrive(service, code())
    url = reverse("message-original", args=[message.pk])
    client.force_login(anna)
    assert client.get(url).status_code == 404
    assert client.get(url, {"download": ""}).status_code == 404
    client.force_login(ada)
    assert b"483-921" in client.get(url).content
    assert AuditEntry.objects.filter(kind="conversation.confidential_opened").count() == 1
    page = client.get(reverse("conversation", args=[message.conversation_id]), follow=True)
    assert url in page.content.decode()


def test_m38_a_code_sent_into_a_strangers_conversation_is_quoted_to_nobody(
    service: Channel, anna: Agent
) -> None:
    """They let a service send it to the reply address of their own conversation, then wait for an answer."""
    first = arrive(service, mail())
    trick = reply_address(service.address, first.conversation_id)
    message = arrive(service, code(to=trick))
    assert message.conversation == first.conversation
    assert message.is_confidential
    answer = actions.reply(first.conversation, by=anna.actor, text="Guten Tag")
    assert b"483" not in compose(answer).content
    forwarded = actions.forward(
        message.conversation,
        by=anna.actor,
        messages=[message],
        to=["ida@vip.example"],
        text="Bitte",
    )
    assert "483" not in forwarded.text
