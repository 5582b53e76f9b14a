"""Mails of all shapes from the mailbox to the desk: what people see of them."""

from __future__ import annotations

import pytest
from django.test import Client

from kundig.channels import jobs
from kundig.channels.email.mime.tests.mails import multipart
from kundig.channels.email.mime.tests.test_cards import calendar
from kundig.channels.email.mime.tests.test_packed_files import WINMAIL, winmail
from kundig.channels.intake import take_in
from kundig.conversations.models import Channel, Message
from kundig.staff.models import Agent


def receive(channel: Channel, raw: bytes) -> Message:
    receipt = take_in(channel, raw)
    jobs.understand(receipt_id=receipt.pk)
    receipt.refresh_from_db()
    assert receipt.message is not None
    return receipt.message


def page(client: Client, message: Message) -> str:
    return client.get(f"/conversations/{message.conversation_id}/", follow=True).content.decode()


@pytest.fixture
def desk(client: Client, anna: Agent) -> Client:
    anna.language = "de"
    anna.time_zone = "Europe/Berlin"
    anna.save()
    client.force_login(anna)
    return client


def test_m33_an_invitation_is_a_card_in_the_readers_time(service: Channel, desk: Client) -> None:
    shown = page(desk, receive(service, calendar(start=":20261124T090000Z")))
    assert "Besprechung, lang" in shown
    assert "Dienstag, 24. November 2026 10:00" in shown
    assert "Weber, Anna &lt;anna@example.org&gt;" in shown
    assert "zugesagt" in shown


def test_m33_what_a_card_says_is_never_markup(service: Channel, desk: Client) -> None:
    raw = calendar().replace(b"Raum 4", b"<script>alert(1)</script><img src=x onerror=alert(1)>")
    shown = page(desk, receive(service, raw))
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown
    assert "<img src=x" not in shown


def test_m33_a_forwarded_mail_shows_its_own_sender(service: Channel, desk: Client) -> None:
    inner = "From: Berta <berta@example.net>\r\nSubject: Ursprung\r\n\r\nDas Original"
    raw = multipart(
        "Content-Type: text/plain\r\n\r\nZur Info", f"Content-Type: message/rfc822\r\n\r\n{inner}"
    )
    message = receive(service, raw)
    shown = page(desk, message)
    assert message.sender["address"] == "anna@example.org"
    assert "Berta &lt;berta@example.net&gt;" in shown
    assert "Das Original" in shown


def test_m33_the_files_of_a_winmail_dat_are_files(service: Channel, desk: Client) -> None:
    message = receive(service, winmail(WINMAIL))
    assert "Grüße aus Outlook" in message.visible_text
    assert [file.name for file in message.attachments.all()] == ["Angebot für Lummer.pdf"]
    assert "Angebot für Lummer.pdf" in page(desk, message)
