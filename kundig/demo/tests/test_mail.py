"""Mails as raw bytes: read back with the standard library, threaded and quoted like real ones."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from kundig.demo.clients import CLIENTS
from kundig.demo.mail import Attachment, CustomerMail, Person
from kundig.demo.quoting import Earlier
from kundig.demo.steps import Reply, Scene
from kundig.demo.story import story

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
OURS = Earlier(
    message_id="<" + "a" * 90 + "@lummerfeld.example>",
    name="Lummerfeld Kundenservice",
    address="service@lummerfeld.example",
    reply_to="service+a1b2c3@lummerfeld.example",
    to="jule@postfach.example",
    subject="Re: Größe",
    sent_at=NOW,
    text="Guten Tag Frau Hartmann,\n\nweiß ich nicht.",
    outbound=True,
)


def mail(
    client: str, text: str = "Schöne Grüße\n\n[image: logo]", automatic: bool = False
) -> CustomerMail:
    return CustomerMail(
        at=NOW,
        key=f"test/{client}",
        person=Person("Jule Größ", "jule@postfach.example"),
        client=client,
        mailbox="service",
        subject="",
        text=text,
        attachments=(Attachment("wheel", "Rad.jpg"), Attachment("order", "Bestellung.pdf")),
        automatic=automatic,
    )


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def played(scene: Scene) -> list[EmailMessage]:
    """All mails of the scene, with answers as a player would hand them over."""
    earlier: list[Earlier] = []
    out = []
    for number, step in enumerate(scene.steps):
        if isinstance(step, CustomerMail):
            out.append(parsed(step.raw(earlier)))
            earlier.append(step.sent())
        elif isinstance(step, Reply):
            ours = {**vars(OURS), "message_id": f"<{number}@lummerfeld.example>", "text": step.text}
            earlier.append(Earlier(**ours))
    return out


def test_every_mail_of_the_story_can_be_read() -> None:
    for scene in story(NOW):
        for message in played(scene):
            assert not message.defects, scene.key
            for name in ("From", "To", "Date", "Message-ID", "Received"):
                assert message[name], (scene.key, name)
            body = message.get_body(("plain",))
            assert body is not None
            assert body.get_content().strip(), scene.key
            assert all(not part.defects for part in message.walk()), scene.key


@pytest.mark.parametrize("client", CLIENTS)
def test_an_answer_names_and_goes_to_our_mail(client: str) -> None:
    message = parsed(mail(client).raw([OURS]))
    assert message["In-Reply-To"] == OURS.message_id
    assert message["References"].split() == [OURS.message_id]
    assert message["To"].addresses[0].addr_spec == OURS.reply_to
    assert message["Subject"].lower().endswith(": größe")
    assert message["From"].addresses[0].display_name == "Jule Größ"


@pytest.mark.parametrize("client", sorted(set(CLIENTS) - {"plain", "newsletter"}))
def test_an_answer_quotes_our_mail(client: str) -> None:
    message = parsed(mail(client).raw([OURS]))
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is None or "weiß ich nicht." in body.get_content()


@pytest.mark.parametrize("client", ["gmail", "outlook", "apple"])
def test_pictures_in_html_are_found_by_their_id(client: str) -> None:
    message = parsed(mail(client).raw())
    html = message.get_body(("html",))
    assert html is not None
    pictures = [part for part in message.walk() if part["Content-ID"]]
    assert len(pictures) == 1
    assert f"cid:{pictures[0]['Content-ID'].strip('<>')}" in html.get_content()


def test_attachments_are_what_their_names_say() -> None:
    message = parsed(mail("gmail").raw())
    found = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert found["Rad.jpg"].startswith(b"\xff\xd8")
    assert found["Bestellung.pdf"].startswith(b"%PDF-1.4")


def test_out_of_office_says_so_and_quotes_nothing() -> None:
    message = parsed(mail("outlook", "Ich bin nicht da.", automatic=True).raw([OURS]))
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Subject"] == "Automatische Antwort: Größe"
    body = message.get_body(("plain",))
    assert body is not None
    assert "weiß ich nicht" not in body.get_content()


@pytest.mark.parametrize("client", CLIENTS)
def test_the_same_letter_is_the_same_bytes(client: str) -> None:
    assert mail(client).raw([OURS]) == mail(client).raw([OURS])


def test_no_line_is_longer_than_mail_allows() -> None:
    for scene in story(NOW)[:60]:
        assert all(len(line) <= 998 for line in scene.opening.raw().split(b"\r\n")), scene.key
