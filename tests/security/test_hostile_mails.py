"""Mails made to break the reader, all the way to the desk: stored as they came, visible, and the child lives on."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from fuzz.reader import reader
from kundig.channels import jobs
from kundig.channels.email.mime.guard import understand
from kundig.channels.email.mime.tests.mails import bare
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt, Stage
from kundig.conversations.models import Channel, Conversation
from kundig.core import caps
from kundig.staff.models import Agent

FROM = b"From: Kofi Mensah <kofi@mensah.example>\r\n"
TEXT = b"Meine Lampe flackert"


def nested(count: int) -> bytes:
    """Return a mail of multiparts within multiparts."""
    parts = (
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(count)
    )
    return FROM + b"".join(parts) + b"Content-Type: text/plain\r\n\r\n" + TEXT


RECIPIENTS = b", ".join(b"person%d@example.org" % n for n in range(20_000))
HOSTILE = {
    "m01": (nested(1_000), 1.0),
    "m02": (FROM + b"Content-Type: message/rfc822\r\n\r\n" * 2_000 + TEXT, 1.0),
    "m03": (bare(FROM + b"To: " + b'"' * 100_000, TEXT), 0.2),
    "m04-subject": (bare(FROM + b"Subject: " + b"=?utf-8?q?=41?= " * 20_000, TEXT), 0.5),
    "m04-recipients": (bare(FROM + b"To: " + RECIPIENTS, TEXT), 0.5),
    "m04-comments": (bare(FROM + b"To: " + b"(" * 5_000, TEXT), 0.5),
    "m05-broken": (bare(FROM + b"Message-ID: <<<@@[>>", TEXT), 0.2),
    "m05-empty": (bare(FROM + b"Message-ID:", TEXT), 0.2),
    "m05-missing": (bare(FROM, TEXT), 0.2),
    "m05-twice": (
        bare(FROM + b"Message-ID: <a@x.example>\r\nMessage-ID: <b@x.example>", TEXT),
        0.2,
    ),
}


@pytest.mark.parametrize(("raw", "seconds"), HOSTILE.values(), ids=HOSTILE)
def test_m01_to_m05_a_mail_made_to_break_the_reader_is_stored_and_visible(
    client: Client, service: Channel, anna: Agent, raw: bytes, seconds: float
) -> None:
    understand(b"")
    before, begun = reader(), time.thread_time()
    receipt = take_in(service, raw)
    jobs.understand(receipt_id=receipt.pk)
    after, ours = reader(), time.thread_time() - begun
    assert after.pid == before.pid != 0, "the child did not survive it"
    assert after.seconds - before.seconds < seconds + CLOCK_SECONDS
    assert ours < OUR_SECONDS
    receipt = Receipt.objects.get(pk=receipt.pk)
    message = receipt.message
    assert message is not None
    assert (bytes(receipt.blob.content), receipt.stage) == (raw, Stage.WHOLE)
    assert message.conversation in Conversation.objects.to_do()
    assert len(message.conversation.subject) <= caps.MAIL_SUBJECT_CHARS
    client.force_login(anna)
    page = client.get(reverse("inbox-conversation", args=["all", message.conversation_id]))
    assert page.status_code == 200
    assert len(page.content) < PAGE_BYTES
    # What is nested lies in a file, whole.
    files = b"".join(bytes(file.blob.content) for file in message.attachments.all())
    assert TEXT in page.content or TEXT in files


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.startswith("m05")])
def test_m05_a_mail_without_a_good_id_comes_in_once_and_another_one_too(
    service: Channel, name: str
) -> None:
    raw, _seconds = HOSTILE[name]
    for content in (raw, raw, raw + b" seit gestern"):
        jobs.understand(receipt_id=take_in(service, content).pk)
    assert Receipt.objects.exclude(message=None).count() == 2
    assert Conversation.objects.count() == 2


# The system counts a child's time in hundredths.
CLOCK_SECONDS = 0.05
OUR_SECONDS = 0.5
PAGE_BYTES = 500_000
