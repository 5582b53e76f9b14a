"""Odd mails up to where people meet them: in the order of their arrival, found as they are typed, cut and told of."""

from __future__ import annotations

import base64
import io
import time
import unicodedata
import zipfile
from datetime import timedelta
from typing import Literal

import pytest
from django.test import Client
from django.urls import reverse

from kundig.channels import jobs
from kundig.channels.email.mime.tests.mails import multipart
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.conversations.models import Channel, Conversation, FileText, Message
from kundig.conversations.search import search_conversations
from kundig.core import caps
from kundig.core.time import now
from kundig.customers.search import find_customers
from kundig.staff.models import Agent
from tests.jobs import work_off

Form = Literal["NFC", "NFD"]


def arrive(channel: Channel, raw: bytes) -> Message:
    """Let a mail arrive and return the message it became."""
    receipt = take_in(channel, raw)
    work_off()
    receipt.refresh_from_db()
    assert receipt.message is not None
    return receipt.message


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_m24_whichever_way_umlauts_are_written_they_are_found(
    service: Channel, anna: Agent, form: Form, typed: Form
) -> None:
    def written(text: str) -> str:
        return unicodedata.normalize(form, text)

    raw = (
        f"From: {written('Jürgen Müller')} <juergen@mueller.example>\r\n"
        f"Subject: {written('Türöffner')}\r\nMessage-ID: <eins@mueller.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{written('Die Glühbirne flackert')}\r\n"
    )
    message = arrive(service, raw.encode())
    for words in ("Türöffner", "Glühbirne", "Müller"):
        found = search_conversations(unicodedata.normalize(typed, words), anna).rows
        assert found == [message.conversation], words
    people = find_customers(unicodedata.normalize(typed, "Müller"), anna.actor)
    assert [one.name for one in people] == ["Jürgen Müller"]


def test_m25_messages_stand_in_the_order_in_which_they_came(
    service: Channel, anna: Agent, client: Client
) -> None:
    dates = ("Tue, 01 Nov 2050 09:00:00 +0100", "Mon, 01 Jan 1900 00:00:00 +0000", "gestern", "")
    for number, date in enumerate(dates):
        before = b"Date: Mon, 23 Nov 2026 09:00:00 +0100\r\n"
        raw = mail(
            message_id=f"<{number}@mensah.example>",
            references="<0@mensah.example>" if number else "",
            text=f"Nachricht {number}.",
        )
        assert before in raw
        arrive(service, raw.replace(before, f"Date: {date}\r\n".encode() if date else b""))
    conversation = Conversation.objects.get()
    words = [message.text.strip() for message in conversation.messages.order_by("created_at", "pk")]
    assert words == [f"Nachricht {number}." for number in range(4)]
    assert now() - timedelta(minutes=5) < conversation.last_activity_at <= now()
    client.force_login(anna)
    page = client.get(reverse("inbox-conversation", args=["all", conversation.pk])).content.decode()
    places = [page.rindex(word) for word in words]
    assert places == sorted(places)


def test_m36_a_mail_with_too_many_files_arrives_and_says_that_it_was_cut(
    service: Channel, anna: Agent, client: Client
) -> None:
    part = "Content-Disposition: attachment; filename=a.txt\r\n\r\nx"
    text = "Content-Type: text/plain\r\n\r\nMeine Lampe flackert"
    receipt = take_in(service, multipart(text, *[part] * (caps.MAIL_ATTACHMENTS + 1)))
    # Without what follows for each file.
    jobs.understand(receipt_id=receipt.pk)
    message = Message.objects.get()
    assert "flackert" in message.text
    assert message.attachments.count() == caps.MAIL_ATTACHMENTS
    assert "cut" in message.warnings
    client.force_login(anna)
    url = reverse("inbox-conversation", args=["all", message.conversation_id])
    assert "Meine Lampe flackert" in client.get(url).content.decode()


def zipped(name: str, content: bytes) -> bytes:
    """Return an archive with one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("outside", "inside"),
    [
        ("innen.zip", "innen.zip"),
        # What is looked into is an Office file's own text: an archive in its place stays one.
        ("angebot.docx", "word/document.xml"),
        ("angebot.odt", "content.xml"),
    ],
)
def test_m36_archives_within_archives_stay_closed(
    service: Channel, anna: Agent, client: Client, outside: str, inside: str
) -> None:
    """Twelve deep, and a hundred megabytes at the bottom."""
    content = zipped(inside, b"Kirschkern " * 9_000_000)
    for _level in range(11):
        content = zipped(inside, content)
    head = (
        f'Content-Type: application/zip; name="{outside}"\r\nContent-Transfer-Encoding: base64\r\n'
    )
    head += f'Content-Disposition: attachment; filename="{outside}"\r\n\r\n'
    text = "Content-Type: text/plain\r\n\r\nMeine Lampe flackert"
    before = time.process_time()
    message = arrive(service, multipart(text, head + base64.encodebytes(content).decode()))
    assert time.process_time() - before < 10
    (file,) = message.attachments.all()
    assert (file.name, bytes(file.blob.content)) == (outside, content)
    assert not FileText.objects.filter(text__contains="Kirschkern").exists()
    assert search_conversations("Kirschkern", anna).rows == []
    assert search_conversations("flackert", anna).rows == [message.conversation]
    client.force_login(anna)
    url = reverse("inbox-conversation", args=["all", message.conversation_id])
    assert outside in client.get(url).content.decode()
