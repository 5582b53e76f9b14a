"""Which parts are text and which are attachments."""

from __future__ import annotations

from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import bare, mail, multipart

PLAIN = "Content-Type: text/plain\r\n\r\nplain"
HTML = "Content-Type: text/html\r\n\r\n<p>rich</p>"
PICTURE = (
    "Content-Type: image/png; name=a.png\r\nContent-ID: <a@x>\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="
)


def test_alternatives_are_one_text() -> None:
    parsed = parse(multipart(PLAIN, HTML, kind="alternative"))
    assert parsed.text == "plain"
    assert parsed.html == "<p>rich</p>"
    assert parsed.attachments == ()


def test_empty_plain_alternative_gives_way_to_html() -> None:
    parsed = parse(multipart("Content-Type: text/plain\r\n\r\n \r\n", HTML, kind="alternative"))
    assert parsed.text == "rich"


def test_several_inline_texts_are_joined() -> None:
    parsed = parse(multipart(PLAIN, PICTURE, "Content-Type: text/plain\r\n\r\nmore"))
    assert parsed.text == "plain\nmore"
    assert parsed.attachments[0].inline


def test_named_text_is_an_attachment_unless_it_is_the_first() -> None:
    named = "Content-Type: text/plain; name=notes.txt\r\n\r\nnotes"
    assert [a.name for a in parse(multipart(PLAIN, named)).attachments] == ["notes.txt"]
    assert parse(multipart(named)).text == "notes"


def test_attached_mail_is_named_after_its_subject() -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nFrom: b@example.org\r\nSubject: Alt: neu\r\n\r\nx"
    (attached,) = parse(multipart(PLAIN, inner)).attachments
    assert attached.name == "Alt_ neu.eml"
    assert attached.content_type == "message/rfc822"


def test_flowed_text_is_unwrapped() -> None:
    body = "A paragraph \r\nof two lines.\r\n> quoted \r\n> words\r\n-- \r\nAnna"
    parsed = parse(mail(body, kind="text/plain; format=flowed"))
    assert parsed.text == "A paragraph of two lines.\n> quoted words\n-- \nAnna"


def test_missing_boundary_is_readable_text() -> None:
    parsed = parse(mail("words", kind="multipart/mixed; boundary=none"))
    assert parsed.text == "words"
    assert "boundary-missing" in parsed.defects


def test_unfinished_multipart_keeps_its_last_part() -> None:
    parsed = parse(
        mail("--b\r\n" + PLAIN + "\r\n--b\r\n" + HTML, kind="multipart/mixed; boundary=b")
    )
    assert parsed.text == "plain\nrich"


def test_bare_carriage_returns() -> None:
    assert parse(b"From: a@example.org\rSubject: x\r\rbody").subject == "x"


def test_mbox_line_and_leading_blank_lines() -> None:
    raw = b"\r\n\r\nFrom anna Tue Nov  3 10:00:00 2026\r\nSubject: x\r\n\r\nbody"
    assert parse(raw).subject == "x"
    assert parse(raw).text == "body"


def test_headers_without_empty_line_before_the_body() -> None:
    parsed = parse(b"From: a@example.org\r\nSubject: x\r\nHello there\r\nsecond line\r\n")
    assert parsed.subject == "x"
    assert parsed.text.startswith("Hello there")


def test_references_keep_first_and_newest() -> None:
    many = " ".join(f"<{n}@x.example>" for n in range(300))
    references = parse(bare(b"References: " + many.encode())).references
    assert references[0] == "0@x.example"


def test_delivered_to_names_our_mailbox() -> None:
    parsed = parse(bare(b"Delivered-To: help@example.com\r\nX-Original-To: info@example.com"))
    assert parsed.delivered_to == ("help@example.com", "info@example.com")


def test_received_lines_are_counted() -> None:
    assert parse(bare(b"Received: by x\r\n" * 51)).received_count == 51
