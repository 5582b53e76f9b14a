"""Failed deliveries: reports, prose, and what only looks like one."""

from __future__ import annotations

import pytest

from kundig.channels.email.mime.mail import Bounce
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import mail, multipart

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.net>"
RETURNED = (
    "Content-Type: message/rfc822\r\n\r\nMessage-ID: <ours@example.com>\r\nTo: b@x.example\r\n"
)


def report(action: str, status: str, diagnostic: str = "") -> bytes:
    """A delivery report as RFC 3464 wants it."""
    fields = f"Final-Recipient: rfc822; b@x.example\r\nAction: {action}\r\nStatus: {status}\r\n"
    if diagnostic:
        fields += f"Diagnostic-Code: smtp; {diagnostic}\r\n"
    return multipart(
        "Content-Type: text/plain\r\n\r\nSee below.",
        f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n{fields}",
        RETURNED,
        kind="report; report-type=delivery-status",
        sender=DAEMON,
        subject="Report",
    )


def test_m16_report() -> None:
    parsed = parse(report("failed", "5.1.1"))
    assert parsed.automatic == "bounce"
    assert parsed.bounce == Bounce(
        recipient="b@x.example",
        kind="hard",
        status="5.1.1",
        recipients=("b@x.example",),
        original_message_id="ours@example.com",
    )


@pytest.mark.parametrize(
    ("action", "status", "kind", "is_final"),
    [
        ("failed", "4.4.1", "soft", True),
        ("delayed", "4.4.1", "soft", False),
        ("failed", "5.0.0", "hard", True),
    ],
)
def test_m16_kinds(action: str, status: str, kind: str, is_final: bool) -> None:
    bounce = parse(report(action, status)).bounce
    assert bounce is not None
    assert (bounce.kind, bounce.is_final) == (kind, is_final)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_m16_success_is_no_bounce(action: str) -> None:
    assert parse(report(action, "2.0.0")).bounce is None


def test_m16_server_answer_is_more_telling_than_the_status() -> None:
    bounce = parse(report("failed", "5.0.0", "550 5.2.2 mailbox full")).bounce
    assert bounce is not None
    assert bounce.status == "5.2.2"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("failure notice", "I'm afraid I wasn't able to deliver your message.\n\n<b@x.example>:\n"
         "Sorry, no mailbox here by that name. (#5.1.1)\n"),
        ("Unzustellbar: Frage", "Die Nachricht konnte nicht zugestellt werden:\n\nb@x.example\n"),
        ("Mail delivery failed", "The following address failed:\n\n  b@x.example\n    550 unknown"),
        ("Undelivered Mail", "<b@x.example>: host mx said: 550 5.1.1 User unknown"),
        ("Non remis : Question", "Le message n'a pas pu être remis à b@x.example"),
        ("Ei voi toimittaa: Hei", "Toimittaminen epäonnistui seuraaville:\n\nb@x.example\n"),
        ("Teslim edilemedi: Merhaba", "Şu alıcılara teslim başarısız oldu:\n\nb@x.example\n"),
        ("Kézbesíthetetlen: Szia", "A kézbesítés sikertelen:\n\nb@x.example\n"),
        ("Nelivrabil: Salut", "Livrarea nu a reușit către:\n\nb@x.example\n"),
        ("לא ניתן למסירה", "המסירה נכשלה לנמענים הבאים:\n\nb@x.example\n"),
        ("غير قابل للتسليم", "فشل التسليم إلى المستلمين التالية:\n\nb@x.example\n"),
        ("Недоставленное сообщение", "<b@x.example>: host mx said: 550 5.1.1 unknown"),
        ("退信", "抱歉，您的邮件被退回来了\n\n（b@x.example）不存在，邮件无法送达。\n"),
        ("Re:Offer", "Error: no such user here\n550 - action not taken\n  RCPT TO: b@x.example\n"),
        ("Mail Delivery Problem", "The following recipients could not be reached:\n\tb\n"),
    ],
)  # fmt: skip
def test_m16_prose_in_many_words(subject: str, text: str) -> None:
    bounce = parse(mail(text, sender="Post <mailer-daemon@x.example>", subject=subject)).bounce
    assert bounce is not None
    assert bounce.recipient == "b@x.example"
    assert bounce.kind == "hard"


def test_m16_heading_that_only_a_machine_writes() -> None:
    text = "--- Non-Delivery Report ---\nCould not be delivered to this user:\n\nb@x.example\n"
    bounce = parse(mail(text, sender="admin@x.example", subject="Non-Delivery: Offer")).bounce
    assert bounce is not None
    assert bounce.recipient == "b@x.example"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Re: Mail delivery failed",
            "Why do I get this? The following address failed: b@x.example",
        ),
        ("Delivery problem", "My parcel could not be delivered. The driver said: 550 steps!"),
        ("Paket nicht zugestellt", "Mein Paket konnte nicht zugestellt werden."),
        ("Question", "Hello"),
    ],
)
def test_people_who_write_about_failure_are_no_bounce(subject: str, text: str) -> None:
    assert parse(mail(text, subject=subject)).bounce is None


def test_warning_of_delay_is_soft() -> None:
    text = "Your message to b@x.example has not yet been delivered. We will continue to try."
    bounce = parse(mail(text, sender=DAEMON, subject="Warning: message delayed")).bounce
    assert bounce is not None
    assert bounce.kind == "soft"
