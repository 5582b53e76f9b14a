"""Answers through a service: what really leaves, what comes of it for each recipient, and nothing twice."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from kundig.channels.email.addresses import message_id
from kundig.channels.email.compose import Outgoing
from kundig.channels.email.protected.sending import Copy
from kundig.channels.email.services import actions as service_actions
from kundig.channels.email.services import sending
from kundig.channels.email.services.account import try_account
from kundig.channels.email.services.models import SentThrough, ServiceAccount
from kundig.channels.email.services.posted import Posted
from kundig.channels.email.services.tests import postings, service_server
from kundig.channels.email.services.tests.event_bodies import told
from kundig.channels.email.services.tests.service_server import AUTHORISATION, KEY, Service
from kundig.channels.email.services.tests.test_news import fates, hear
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.tests.test_threads import arrive
from kundig.conversations import actions
from kundig.conversations.models import Channel, Delivery, DeliveryState, Message
from kundig.core.actor import SYSTEM
from kundig.core.errors import DeliveryFailed, Refused
from kundig.core.time import now
from kundig.staff.models import Agent
from tests.jobs import work_off

pytestmark = pytest.mark.django_db
RAW = ["mailgun", "mandrill", "postal", "sparkpost"]
FIELDS = ["brevo", "mailersend", "mailjet", "postmark", "resend", "sendgrid"]
KOFI, IDA = "kofi@mensah.example", "ida@vip.example"


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Service]:
    """Return the service that the test names."""
    with service_server.running(request.getfixturevalue("service")) as running:
        yield running


def account(channel: Channel, server: Service, key: str = KEY) -> ServiceAccount:
    """Let the mailbox send through the service."""
    key = f"oeffentlich:{key}" if server.name == "mailjet" else key
    return postings.account(channel, server.name, sends=True, api_key=key, api_address=server.url)


def answered(channel: Channel, by: Agent, *, cc: list[str] | None = None) -> Message:
    """Return an answer to Kofi's mail that has been through the outbox once."""
    conversation = arrive(channel, mail()).conversation
    message = actions.reply(conversation, by=by.actor, text="Grüße: Fassung prüfen.", cc=cc or [])
    Delivery.objects.update(due_at=now())
    work_off()
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("service", RAW)
def test_a_mail_leaves_as_we_composed_it(
    service_box: Channel, server: Service, anna: Agent, service: str
) -> None:
    own = account(service_box, server)
    message = answered(service_box, anna, cc=[IDA])
    [given] = server.given
    assert sorted(given.recipients) == [IDA, KOFI]
    left = given.mail
    assert left["Message-ID"] == f"<{message_id('service@lummer.example', message.pk)}>"
    assert left["In-Reply-To"] == "<eins@mensah.example>"
    assert "<eins@mensah.example>" in left["References"]
    assert left["Cc"] == IDA
    text = left.get_body(("plain",))
    assert text is not None
    assert "Grüße: Fassung prüfen." in text.get_content()
    assert fates() == {KOFI: "accepted", IDA: "accepted"}
    assert Delivery.objects.get().state == DeliveryState.SENT
    _comes_back(own, message)


def _comes_back(own: ServiceAccount, message: Message) -> None:
    """The service tells of the mail under the id that it gave."""
    id = SentThrough.objects.filter(message=message).order_by("pk")[0].service_id
    kind = "bounced" if own.service == "mandrill" else "delivered"
    hear(own, told(own.service, kind, id=id))
    assert fates()[KOFI] == kind


@pytest.mark.parametrize("service", FIELDS)
def test_a_mail_leaves_in_fields_with_what_threads_need(
    service_box: Channel, server: Service, anna: Agent, service: str
) -> None:
    own = account(service_box, server)
    message = answered(service_box, anna, cc=[IDA])
    [given] = server.given
    assert sorted(given.recipients) == [IDA, KOFI]
    headers = _headers(service, given.fields)
    own_id = f"<{message_id('service@lummer.example', message.pk)}>"
    if service == "mailersend":
        assert given.fields["in_reply_to"] == "<eins@mensah.example>"
        assert given.fields["references"] == ["<eins@mensah.example>"]
    else:
        assert headers["Message-ID"] == own_id
        assert headers["In-Reply-To"] == "<eins@mensah.example>"
        assert headers["References"] == "<eins@mensah.example>"
    if service == "postmark":
        assert headers["X-PM-KeepID"] == "true"
    assert "Grüße: Fassung prüfen." in str(given.fields)
    assert "service+" in str(given.fields), "the reply address with our sign"
    assert fates() == {KOFI: "accepted", IDA: "accepted"}
    if service != "resend":
        _comes_back(own, message)


def _headers(service: str, fields: dict[str, Any]) -> dict[str, str]:
    if service == "mailjet":
        fields = fields["Globals"]
    found = fields.get("headers") or fields.get("Headers") or {}
    if isinstance(found, dict):
        return found
    return {one.get("name") or one["Name"]: one.get("value") or one["Value"] for one in found}


@pytest.mark.parametrize("service", FIELDS)
def test_files_and_pictures_go_along(service_box: Channel, server: Service, service: str) -> None:
    own = account(service_box, server)
    composed = EmailMessage()
    composed["From"], composed["To"], composed["Subject"] = "service@lummer.example", KOFI, "Bild"
    composed["Message-ID"], composed["Auto-Submitted"] = "<7@lummer.example>", "auto-replied"
    composed.set_content("Text")
    composed.add_alternative("<img src='cid:blume'>", subtype="html")
    html = composed.get_body(("html",))
    assert html is not None
    html.add_related(b"\x89PNG", "image", "png", cid="<blume>", filename="blume.png")
    composed.add_attachment("Größe;3\n".encode("cp1252"), "text", "csv", filename="Maße.csv")
    composed.add_attachment(b"%PDF", "application", "pdf", filename="Angebot.pdf")
    outgoing = Outgoing(
        "7@lummer.example", "service@lummer.example", [KOFI], "Bild", composed.as_bytes()
    )
    [outcome] = sending.hand_over(outgoing, own)
    assert outcome.fate == "accepted"
    told = str(server.given[0].fields)
    for content in (b"\x89PNG", b"%PDF", "Größe;3\n".encode("cp1252")):
        assert base64.b64encode(content).decode() in told
    for name in ("blume.png", "Angebot.pdf", "Maße.csv"):
        assert name in told
    assert service == "brevo" or "blume" in told.replace("blume.png", "")
    if service == "mailersend":
        assert server.given[0].fields["precedence_bulk"] is True
    else:
        assert _headers(service, server.given[0].fields)["Auto-Submitted"] == "auto-replied"


@pytest.mark.parametrize("service", ["postmark", "resend", "brevo"])
def test_what_a_service_would_break_is_not_given_to_it(
    service_box: Channel, server: Service, service: str
) -> None:
    own = account(service_box, server)
    raw = b'Content-Type: multipart/signed; boundary="x"\r\n\r\n--x\r\n\r\na\r\n--x--\r\n'
    with pytest.raises(DeliveryFailed, match="verschlüsselten") as failed:
        sending.hand_over(Outgoing("7@x", "service@lummer.example", [KOFI], "", raw), own)
    assert failed.value.permanent
    assert server.given == []


@pytest.mark.parametrize("service", ["mandrill", "postmark"])
def test_one_refused_recipient_is_no_others_matter(
    service_box: Channel, server: Service, anna: Agent, service: str
) -> None:
    server.refused = {IDA}
    account(service_box, server)
    answered(service_box, anna, cc=[IDA])
    assert fates() == {KOFI: "accepted", IDA: "refused"}
    assert Delivery.objects.get().state == DeliveryState.FAILED


@pytest.mark.parametrize("service", ["postmark", "mandrill"])
def test_r05_trying_again_reaches_only_who_does_not_have_it(
    service_box: Channel, server: Service, anna: Agent, service: str
) -> None:
    server.refused = {IDA}
    account(service_box, server)
    message = answered(service_box, anna, cc=[IDA])
    server.refused = set()
    actions.retry(message, by=anna.actor)
    work_off()
    assert [sorted(one.recipients) for one in server.given] == [[IDA, KOFI], [IDA]]
    assert fates() == {KOFI: "accepted", IDA: "accepted"}


@pytest.mark.parametrize(
    ("service", "status", "is_final"),
    [
        ("mailgun", 400, True),
        ("mailgun", 429, False),
        ("mailgun", 503, False),
        ("postmark", 401, False),
        ("postmark", 500, False),
        ("sendgrid", 413, True),
        ("sparkpost", 422, True),
    ],
)
def test_a_refusal_is_for_good_or_for_now(
    service_box: Channel, server: Service, anna: Agent, service: str, status: int, is_final: bool
) -> None:
    account(service_box, server)
    server.mood = (status, {"message": "no"})
    answered(service_box, anna)
    delivery = Delivery.objects.get()
    assert (delivery.state == DeliveryState.FAILED) == is_final
    assert str(status) in delivery.error
    assert KEY not in delivery.error


@pytest.mark.parametrize(
    ("service", "answer"),
    [
        ("mailgun", b"no JSON"),
        ("mailgun", {"message": "Queued."}),
        ("postal", {"status": "success"}),
        ("sparkpost", {"results": []}),
        ("postmark", b"no JSON"),
        ("brevo", b"no JSON"),
    ],
)
def test_r05_what_a_service_may_have_taken_is_not_given_to_it_again(
    service_box: Channel, server: Service, anna: Agent, service: str, answer: object
) -> None:
    account(service_box, server)
    server.mood = (200, answer)
    answered(service_box, anna)
    work_off(ahead=True)
    assert len(server.asked) == 1
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.FAILED
    assert "200" in delivery.error
    assert "ob er die Mail hat" in delivery.error


@pytest.mark.parametrize("service", ["mailgun"])
def test_r05_a_bug_after_handing_over_sends_nothing_again(
    service_box: Channel,
    server: Service,
    anna: Agent,
    monkeypatch: pytest.MonkeyPatch,
    service: str,
) -> None:
    assert account(service_box, server).service == service

    def break_down(*_what: object) -> None:
        raise RuntimeError("a bug in what is remembered")

    monkeypatch.setattr(sending, "_remember", break_down)
    answered(service_box, anna)
    work_off(ahead=True)
    assert len(server.given) == 1
    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.mark.parametrize("service", ["mailgun"])
@pytest.mark.parametrize(("status", "fate"), [(503, "delayed"), (400, "refused")])
def test_r05_a_further_copy_that_is_refused_is_no_others_matter(
    service_box: Channel,
    server: Service,
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    status: int,
    fate: str,
) -> None:
    own = account(service_box, server)
    assert own.service == service
    raw = b"From: a@b.de\r\nTo: " + KOFI.encode() + b"\r\nSubject: x\r\n\r\nText"
    outgoing = Outgoing(
        "7@x", "service@lummer.example", [KOFI, IDA], "", raw, apart=(Copy((IDA,), raw),)
    )
    answer = server.answer

    def answer_once(method: str, path: str, heard: Posted) -> tuple[int, Any, dict[str, str]]:
        return (status, {}, {}) if server.given else answer(method, path, heard)

    monkeypatch.setattr(server, "answer", answer_once)
    told = {one.address: one.fate for one in sending.hand_over(outgoing, own)}
    assert told == {KOFI: "accepted", IDA: fate}


@pytest.mark.parametrize("service", ["resend"])
def test_r05_a_service_that_knows_keys_takes_a_mail_once(
    service_box: Channel, server: Service, service: str
) -> None:
    own = account(service_box, server)
    outgoing = Outgoing(
        "7@x",
        "service@lummer.example",
        [KOFI],
        "",
        b"From: a@b.de\r\nTo: " + KOFI.encode() + b"\r\nSubject: x\r\n\r\nText",
    )
    sending.hand_over(outgoing, own)
    sending.hand_over(outgoing, own)
    assert len(server.given) == 1
    assert len(server.asked) == 2


@pytest.mark.parametrize("service", [*AUTHORISATION, "mandrill"])
def test_the_key_can_be_tried(service_box: Channel, server: Service, service: str) -> None:
    if service == "mailgun":
        server.files["domains/lummer.example"] = b"{}"
    own = account(service_box, server)
    assert try_account(own) == ""
    wrong = account(service_box, server, key="wrong")
    assert try_account(wrong) == "service_key"
    wrong.api_address = "http://127.0.0.1:9"
    assert try_account(wrong) == "connection"


def test_o01_keys_go_to_no_forbidden_place(service_box: Channel) -> None:
    own = postings.account(service_box, "postmark")
    for address in (
        "http://10.0.0.1/",
        "https://169.254.169.254/",
        "http://api.example/",
        "ftp://x/",
    ):
        with pytest.raises(Refused):
            service_actions.set_up(
                own.mailbox, by=SYSTEM, service="postmark", api_key="x", api_address=address
            )


def test_a_key_goes_to_no_other_place_than_it_was_given_for(service_box: Channel) -> None:
    own = postings.account(service_box, "postmark", api_key="geheim")
    given: dict[str, Any] = {"by": SYSTEM, "service": "postmark"}
    with pytest.raises(Refused):
        service_actions.set_up(own.mailbox, api_address="https://evil.example/", **given)
    service_actions.set_up(own.mailbox, sends=True, **given)
    service_actions.set_up(own.mailbox, api_address="https://eu.example/", api_key="neu", **given)
    service_actions.set_up(own.mailbox, api_address="https://eu.example", **given)
    with pytest.raises(Refused):
        service_actions.set_up(own.mailbox, **given)


def test_what_cannot_send_is_said(service_box: Channel) -> None:
    own = postings.account(service_box, "amazon_ses")
    for words in ({"service": "amazon_ses"}, {"service": "postmark"}, {"service": "postal"}):
        with pytest.raises(Refused):
            service_actions.set_up(own.mailbox, by=SYSTEM, sends=True, **words)


def test_another_service_begins_anew(service_box: Channel) -> None:
    own = postings.account(service_box, "mailgun", api_key="one")
    before = own.token
    changed = service_actions.set_up(own.mailbox, by=SYSTEM, service="postmark")
    assert (changed.api_key, changed.hook_keys) == (None, None)
    assert changed.token != before
