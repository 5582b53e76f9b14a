"""Mails of all shapes from the mailbox to the desk: what people see of them."""

from __future__ import annotations

from base64 import b64encode

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


AMP = "Content-Type: text/x-amp-html\r\n\r\n<!doctype html><html amp4email><script>geheim()</script></html>"
# The beginning of an OLE file, which a message saved by Outlook is.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"<script>alert(1)</script>" * 40


@pytest.mark.parametrize("place", [0, 1, 2])
def test_m33_an_amp_part_is_never_shown_and_for_download_only(
    service: Channel, desk: Client, place: int
) -> None:
    """It stands between the words and the HTML (AMP for Email), or wherever somebody puts it."""
    parts = [
        "Content-Type: text/plain\r\n\r\nIhre Bestellung ist da.",
        "Content-Type: text/html\r\n\r\n<p>Ihre <b>Bestellung</b> ist da.</p>",
    ]
    parts.insert(place, AMP)
    raw = multipart(*parts).replace(b"multipart/mixed", b"multipart/alternative")
    message = receive(service, raw)
    assert message.visible_text.strip() == "Ihre Bestellung ist da."
    assert "amp4email" not in message.html
    assert "geheim()" not in page(desk, message)
    assert "geheim()" not in desk.get(f"/messages/{message.pk}/html/").content.decode()
    must_be_for_download(desk, message)


def test_m33_a_mail_that_is_an_amp_part_alone_runs_nothing(service: Channel, desk: Client) -> None:
    message = receive(service, multipart(AMP).replace(b"multipart/mixed", b"multipart/alternative"))
    assert message.html == ""
    assert "geheim()" not in page(desk, message)
    must_be_for_download(desk, message)


@pytest.mark.parametrize(
    "kind", ["application/vnd.ms-outlook", "application/octet-stream", "text/html", "image/png"]
)
def test_m33_a_message_saved_by_outlook_is_a_file(
    service: Channel, desk: Client, kind: str
) -> None:
    head = f'Content-Type: {kind}; name="Angebot.msg"\r\nContent-Transfer-Encoding: base64\r\n'
    head += 'Content-Disposition: attachment; filename="Angebot.msg"\r\n\r\n'
    raw = multipart("Content-Type: text/plain\r\n\r\nAnbei.", head + b64encode(OLE).decode())
    message = receive(service, raw)
    (file,) = message.attachments.all()
    assert (file.name, bytes(file.blob.content)) == ("Angebot.msg", OLE)
    assert message.cards == []
    assert "alert(1)" not in page(desk, message)
    must_be_for_download(desk, message)


def test_m33_a_mail_in_a_mail_in_a_mail_is_cut_in_depth_and_stays_whole(
    service: Channel, desk: Client
) -> None:
    inner = (
        "From: Innen <innen@example.net>\r\nSubject: Ganz innen\r\n\r\n<script>alert(1)</script>"
    )
    for number in range(40):
        inner = (
            f"From: Stufe <s{number}@example.net>\r\nSubject: Stufe {number}\r\n"
            f"Content-Type: message/rfc822\r\n\r\n{inner}"
        )
    raw = multipart(
        "Content-Type: text/plain\r\n\r\nZur Info", f"Content-Type: message/rfc822\r\n\r\n{inner}"
    )
    message = receive(service, raw)
    shown = page(desk, message)
    assert "Zur Info" in shown
    assert "<script>alert(1)" not in shown
    assert message.sender["address"] == "anna@example.org"
    assert message.raw is not None
    assert bytes(message.raw.content) == raw


def must_be_for_download(desk: Client, message: Message) -> None:
    """The message has one file or more, and no browser opens any of them."""
    files = list(message.attachments.all())
    assert files
    for file in files:
        answer = desk.get(f"/attachments/{file.pk}/")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
