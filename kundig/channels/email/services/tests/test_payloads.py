"""Mail that services post: as it was sent where they give it, else made anew; understood in the one way."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from PIL import Image

from kundig.channels.email.services import reading
from kundig.channels.email.services.building import File, build
from kundig.channels.email.services.models import About, Posting, ServiceAccount
from kundig.channels.email.services.tests import postings, service_server
from kundig.channels.email.services.tests.service_server import KEY, Service
from kundig.channels.email.tests.mails import mail
from kundig.channels.models import Receipt
from kundig.conversations.models import Channel, Message
from kundig.core import caps
from kundig.core.time import now
from tests.jobs import work_off

pytestmark = pytest.mark.django_db
RAW = [
    "amazon_ses",
    "mailersend",
    "mailgun",
    "mandrill",
    "postal",
    "postmark",
    "sendgrid",
    "sparkpost",
]
PARSED = ["mailgun", "mailjet", "postmark", "sendgrid"]
HEAD = [
    ("Received", "from mx.mensah.example by mx.service.example"),
    ("From", "Kofi Mensah <kofi@mensah.example>"),
    ("To", "service@lummer.example"),
    ("Subject", "Grüße aus Köln"),
    ("Message-ID", "<koeln-1@mensah.example>"),
    ("Content-Type", 'multipart/mixed; boundary="gone"'),
]
TEXT, HTML = "Die Lampe flackert über Nacht.", '<p>Die Lampe flackert.</p><img src="cid:blume">'


def picture() -> bytes:
    """Return a small picture."""
    made = io.BytesIO()
    Image.new("RGB", (4, 4), "#3a7").save(made, "PNG")
    return made.getvalue()


def arrive(account: ServiceAccount, content: object) -> Message:
    """Let the service post a mail, work it off and return the message that it became."""
    request = postings.signed(account, About.MAIL, content)
    answer = Client().post(postings.path(account, About.MAIL), **request.for_client)
    assert answer.status_code == 200
    work_off(ahead=True)
    return Message.objects.latest("pk")


@pytest.mark.parametrize("service", RAW)
def test_a_mail_comes_as_it_was_sent(service_box: Channel, service: str) -> None:
    raw = mail(text="Der Schlüssel klemmt – bitte um Rückruf.")
    account = postings.account(service_box, service)
    message = arrive(account, postings.mail(service, raw))
    assert message.raw is not None
    assert bytes(message.raw.content) == raw
    assert message.visible_text == "Der Schlüssel klemmt – bitte um Rückruf."
    assert message.conversation.customer.name == "Kofi Mensah"
    envelope = Receipt.objects.get().envelope
    assert envelope["to"] == [postings.RECIPIENT]
    assert envelope["from"] == ("" if service == "mandrill" else postings.SENDER)
    account.refresh_from_db()
    assert account.mail_at is not None
    assert account.trouble == ""


@pytest.mark.parametrize("service", PARSED)
def test_a_mail_in_pieces_is_put_together(service_box: Channel, service: str) -> None:
    png = picture()
    account = postings.account(service_box, service)
    message = arrive(account, postings.parsed_mail(service, HEAD, TEXT, HTML, png))
    _check_put_together(message, png)


def test_brevo_is_asked_for_the_files(service_box: Channel) -> None:
    png = picture()
    with service_server.running("brevo") as brevo:
        brevo.files["inbound/attachments/marke%2F1"] = png
        account = postings.account(service_box, "brevo", api_key=KEY, api_address=brevo.url)
        message = arrive(account, postings.parsed_mail("brevo", HEAD, TEXT, HTML, png))
    _check_put_together(message, png)


def test_resend_is_asked_for_the_mail(
    service_box: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    png = picture()
    with service_server.running("resend") as resend:
        files = {"download_url": f"{resend.url}/blume", "filename": "blume.png"}
        item = {
            "id": "56761188",
            "from": "Kofi Mensah <kofi@mensah.example>",
            "to": ["service@lummer.example"],
            "subject": "Grüße aus Köln",
            "message_id": "<koeln-1@mensah.example>",
            "text": TEXT,
            "html": HTML,
            "headers": {"x-mailer": "Feder"},
            "attachments": [{**files, "content_type": "image/png", "content_id": "blume"}],
        }
        resend.files["emails/receiving/56761188"] = json.dumps(item).encode()
        resend.files["/blume"] = png
        account = postings.account(service_box, "resend", api_key=KEY, api_address=resend.url)
        # The files lie at a public address there; here they can't.
        monkeypatch.setattr(reading._Source, "fetch_elsewhere", _from(resend))
        told = {"type": "email.received", "data": {"email_id": "56761188", "to": ["x@y.example"]}}
        message = arrive(account, told)
    _check_put_together(message, png)


def _from(service: Service):  # type: ignore[no-untyped-def]  # a method for a test
    return lambda _self, address: service.files[address.removeprefix(service.url)]


def _check_put_together(message: Message, png: bytes) -> None:
    assert message.subject == "Grüße aus Köln"
    assert message.visible_text == TEXT
    assert "cid:blume" in message.html
    assert message.external_id == "koeln-1@mensah.example"
    [file] = message.attachments.all()
    assert (file.name, file.content_type, file.is_inline) == ("blume.png", "image/png", True)
    assert bytes(file.blob.content) == png


def test_w07_a_service_may_not_lead_us_inside(service_box: Channel) -> None:
    """Where the files lie a service says, on what a stranger wrote: only the public internet counts."""
    with service_server.running("resend") as resend:
        item = {"raw": {"download_url": f"{resend.url}/raw-mail"}, "to": []}
        resend.files["emails/receiving/7"] = json.dumps(item).encode()
        resend.files["/raw-mail"] = mail()
        account = postings.account(service_box, "resend", api_key=KEY, api_address=resend.url)
        message = arrive(account, {"type": "email.received", "data": {"email_id": "7"}})
        assert "GET /raw-mail" not in resend.asked
    assert '"email_id": "7"' in message.text, "nothing is lost: what was posted is shown as it came"
    account.refresh_from_db()
    assert account.trouble == "files_elsewhere"


def test_w07_what_cannot_be_fetched_is_asked_for_again_and_then_missed(
    service_box: Channel,
) -> None:
    with service_server.running("brevo") as brevo:
        account = postings.account(service_box, "brevo", api_key=KEY, api_address=brevo.url)
        brevo.mood = (503, {})
        arrive(account, postings.parsed_mail("brevo", HEAD, TEXT, HTML, b"x"))
        tries = len(brevo.asked)
    assert tries == 1 + len(caps.POSTED_FILES_PAUSES_SECONDS)
    assert Posting.objects.get().read_at is not None
    assert "Die Lampe flackert" in Message.objects.get().text


@pytest.mark.parametrize("service", ["postmark", "mailgun", "sparkpost", "mandrill", "sendgrid"])
def test_r02_what_no_service_documents_is_shown_as_it_came(
    service_box: Channel, service: str
) -> None:
    account = postings.account(service_box, service)
    several = {"sparkpost": [{"was": "neu"}], "mandrill": [{"event": "inbound", "was": "neu"}]}
    message = arrive(account, several.get(service, {"was": "neu"}))
    assert "neu" in message.text
    account.refresh_from_db()
    assert account.trouble == "not_understood"


def test_amazon_s_store_is_not_opened_but_the_sender_is_seen(service_box: Channel) -> None:
    account = postings.account(service_box, "amazon_ses")
    notice = postings.mail("amazon_ses", mail())
    del notice["content"]
    notice["mail"]["headers"] = [{"name": name, "value": value} for name, value in HEAD]
    message = arrive(account, notice)
    assert message.subject == "Grüße aus Köln"
    account.refresh_from_db()
    assert account.trouble == "mail_elsewhere"


def test_r06_the_same_mail_by_two_deliveries_is_one_message(service_box: Channel) -> None:
    account = postings.account(service_box, "mailgun")
    raw = mail()
    first = postings.mail("mailgun", raw)
    again = {**first, "fields": {**first["fields"], "X-Envelope-From": "<again>"}}
    arrive(account, first)
    arrive(account, again)
    assert Posting.objects.count() == 2
    assert Message.objects.count() == 1


def test_m21_a_header_makes_no_second_one() -> None:
    raw = build(
        [
            ("Subject", "eins\r\nBcc: otto@fremd.example"),
            ("Bad\r\nName", "x"),
            ("Content-Type", "x/y"),
        ],
        text="a",
        files=[File('a"\r\nX-Evil: 1', "image/png\r\nX: y", b"1", "<id>\r\nX-Evil: 2")],
    )
    assert b"\r\nBcc:" not in raw
    assert b"\r\nX-Evil" not in raw
    assert b"\r\nX: y" not in raw
    assert raw == build(
        [("Subject", "eins\r\nBcc: otto@fremd.example")],
        text="a",
        files=[File('a"\r\nX-Evil: 1', "image/png\r\nX: y", b"1", "<id>\r\nX-Evil: 2")],
    ), "the same parts make the same mail"


def test_m22_an_envelope_that_the_database_refuses_loses_no_mail(service_box: Channel) -> None:
    posted = postings.mail("postmark", mail())
    posted["Headers"][0]["Value"] = "<ko\0fi\ud800@mensah.example>"
    arrive(postings.account(service_box, "postmark"), posted)
    assert Receipt.objects.get().envelope["from"] == "ko\ufffdfi\ufffd@mensah.example"


@pytest.mark.parametrize("between", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\r"])
def test_m21_what_is_no_line_end_on_the_wire_begins_no_header(
    service_box: Channel, between: str
) -> None:
    forged = f"Hallo{between}Authentication-Results: mx.lummer.example; dmarc=pass"
    head = [(name, forged if name == "Subject" else value) for name, value in HEAD]
    posted = postings.parsed_mail("sendgrid", head, TEXT, HTML, picture())
    message = arrive(postings.account(service_box, "sendgrid"), posted)
    assert message.raw is not None
    assert b"\nAuthentication-Results" not in bytes(message.raw.content)


def test_postings_are_forgotten_and_mails_are_not(service_box: Channel) -> None:
    account = postings.account(service_box, "postmark")
    message = arrive(account, postings.mail("postmark", mail()))
    Posting.objects.update(posted_at=now() - timedelta(days=caps.POSTING_DAYS + 1))
    reading.forget_old()
    assert not Posting.objects.exists()
    kept = Message.objects.get(pk=message.pk).raw
    assert kept is not None
    assert bytes(kept.content) == mail()
