"""M39: card numbers, bank accounts, passwords and keys are found, pointed out, and masked everywhere."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from django.urls import reverse

from kundig.channels.email.compose import compose
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import Channel, Message, SearchEntry
from kundig.conversations.sensitive import kinds_in, masked
from kundig.core.models import AuditEntry
from kundig.staff.models import Agent
from tests.jobs import work_off

CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Meine Karte: {CARD}.", "card"),
        ("5500-0000-0000-0004", "card"),
        ("378282246310005 (Amex)", "card"),
        ("IBAN DE89 3704 0044 0532 0130 00 bei der Bank", "account"),
        ("GB82WEST12345698765432", "account"),
        ("NO93 8601 1117 947", "account"),
        ("Mein Passwort ist Sommer-2026!", "password"),
        ("password: hunter22", "password"),
        ("AKIA" + "IOSFODNN7EXAMPLE", "key"),
        ("ghp_" + "a1B2" * 9, "key"),
        ("sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc", "key"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "key"),
    ],
)
def test_m39_each_kind_is_known_and_masked(text: str, kind: str) -> None:
    assert kinds_in(text) == [kind]
    assert "•" in masked(text)
    assert kinds_in(masked(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "0000 0000 0000 0000",
        "Bestellung 2026112300012345",
        "Sendung 00340434161094042557",
        "DE88 3704 0044 0532 0130 00",
        "Bitte setzen Sie mein Passwort zurück.",
        "Das Passwort ist falsch",
        "Rufen Sie an: +49 30 901820 oder 0800 1234567",
        "a" * 100_000,
        "4 " * 50_000,
        "DE89 " * 20_000,
    ],
)
def test_m39_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert kinds_in(text) == []
    assert masked(text) == text


def test_m39_of_numbers_the_last_four_stay() -> None:
    assert masked(f"Karte {CARD}, danke") == "Karte •••••••• 1111, danke"
    assert masked("DE89 3704 0044 0532 0130 00 und mehr") == "•••••••• 3000 und mehr"


def test_m39_it_is_pointed_out_and_masked_everywhere(
    service: Channel, anna: Agent, ada: Agent, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    text = f"Bitte buchen Sie von {CARD} ab."
    take_in(service, mail(text=text, html=f"<p>{text}</p>", subject=f"Karte {CARD}"))
    work_off()
    message = Message.objects.get()
    url = reverse("conversation", args=[message.conversation_id])
    client.force_login(anna)
    page = client.get(url, follow=True).content.decode()
    assert "eine Kartennummer zu enthalten" in page
    masking = reverse("message-mask", args=[message.pk])
    assert masking in page
    assert client.post(masking).status_code == 302
    assert client.post(masking).status_code == 302, "twice is once"
    message.refresh_from_db()
    conversation = message.conversation
    kept = [message.text, message.visible_text, message.html, message.subject, conversation.subject]
    kept += [conversation.preview, SearchEntry.objects.get().document]
    answer = actions.reply(conversation, by=anna.actor, text="Guten Tag")
    kept.append(compose(answer).content.decode())
    assert not any("4111" in one for one in kept)
    assert "4111" not in caplog.text
    page = client.get(url, follow=True).content.decode()
    assert "4111" not in page
    assert masking not in page
    assert AuditEntry.objects.filter(kind="conversation.masked").count() == 1
    original = reverse("message-original", args=[message.pk])
    assert client.get(original).status_code == 404
    client.force_login(ada)
    assert b"4111" in client.get(original).content


def test_m39_cards_decrypted_parts_and_long_subjects_are_masked_too(
    service: Channel, anna: Agent
) -> None:
    take_in(service, mail(text=f"Unten steht {CARD}."))
    work_off()
    message = Message.objects.get()
    said = f"Bitte von {CARD} abbuchen."
    subject = f"{'x' * 275} Passwort: a1b2c3 {'y' * 7}"
    Message.objects.update(
        cards=[{"kind": "forwarded", "sender": "", "subject": CARD, "date": None, "text": said}],
        protection={"encrypted": "part", "parts": [{"text": said, "signatures": []}]},
        subject=subject,
    )
    message.conversation.subject = subject
    message.conversation.save()
    actions.mask(message, by=anna.actor)
    message.refresh_from_db()
    assert "4111" not in f"{message.cards}{message.protection}"
    assert message.protection["encrypted"] == "part"
    assert "a1b2c3" not in message.subject
    assert "a1b2c3" not in message.conversation.subject
