"""Mails made to break the reader: bounded time, nothing lost, never an exception."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import pytest

from kundig.channels.email.mime.mail import ParsedMail
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import bare, mail, multipart
from kundig.core import caps


def parse_within(raw: bytes, seconds: float) -> ParsedMail:
    started = time.process_time()
    parsed = parse(raw)
    assert time.process_time() - started < seconds
    return parsed


def test_m01_thousand_nested_multiparts() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(1_000)
    )
    raw = b"From: a@example.org\r\n" + nested + b"Content-Type: text/plain\r\n\r\ndeep inside"
    parsed = parse_within(raw, 1)
    assert parsed.stage == "whole"
    assert parsed.sender.address == "a@example.org"
    assert "deep inside" in parsed.text
    assert "nested-too-deep" in parsed.defects


def test_m02_thousands_of_nested_messages() -> None:
    raw = b"From: a@example.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 2_000 + b"deep"
    parsed = parse_within(raw, 1)
    assert parsed.stage == "whole"
    assert parsed.attachments[0].content.endswith(b"deep")


def test_m03_quotes_in_to() -> None:
    parsed = parse_within(bare(b"From: a@example.org\r\nTo: " + b'"' * 100_000), 0.2)
    assert parsed.stage == "whole"
    assert parsed.text == "Hello"


def test_m04_subject_of_encoded_words() -> None:
    parsed = parse_within(bare(b"Subject: " + b"=?utf-8?q?=41?= " * 20_000), 0.5)
    assert parsed.subject.startswith("AAAA")
    assert parsed.subject.endswith("…")
    assert len(parsed.subject) <= caps.MAIL_SUBJECT_CHARS


def test_m04_twenty_thousand_recipients() -> None:
    recipients = b", ".join(b"person%d@example.org" % n for n in range(20_000))
    parsed = parse_within(bare(b"To: " + recipients), 0.5)
    assert len(parsed.to) == caps.MAIL_ADDRESSES


@pytest.mark.parametrize("character", [b"(", b"<", b"\\", b"a@", b"=?", b";", b'"@'])
def test_m04_nested_characters(character: bytes) -> None:
    fields = b"".join(
        name + b": " + character * 5_000 + b"\r\n"
        for name in (b"From", b"To", b"Subject", b"Message-ID", b"References", b"Content-Type")
    )
    assert parse_within(bare(fields), 0.5).text == "Hello"


@pytest.mark.parametrize("word", [b"=?u?b?PT8=?=", b"=?u?q?=3D?="])
def test_m04_words_that_read_look_encoded_again(word: bytes) -> None:
    fields = b"".join(
        name + b": " + word * 600 + b"@\r\n" for name in (b"From", b"To", b"Reply-To")
    )
    assert parse_within(bare(fields), 0.5).text == "Hello"


@pytest.mark.parametrize(
    "field", [b"Message-ID: <<<@@[>>", b"Message-ID:", b"X-None: 1", b"Message-ID: <>"]
)
def test_m05_message_id_broken_empty_or_missing(field: bytes) -> None:
    parsed = parse(bare(b"From: a@example.org\r\n" + field))
    assert parsed.message_id
    again = parse(bare(b"From: a@example.org\r\n" + field))
    assert again.message_id == parsed.message_id
    other = parse(bare(b"From: b@example.org\r\n" + field))
    assert other.message_id != parsed.message_id or not parsed.message_id_is_ours


def test_m05_message_id_twice() -> None:
    parsed = parse(bare(b"Message-ID: <one@x.example>\r\nMessage-ID: <two@x.example>"))
    assert parsed.message_id == "one@x.example"


def test_m05_message_id_with_two_at_signs() -> None:
    parsed = parse(bare(b"Message-ID: <one@two@x.example>"))
    assert parsed.message_id == "one@two@x.example"


def test_m21_line_break_in_encoded_subject() -> None:
    parsed = parse(bare(b"Subject: =?utf-8?q?a=0d=0aBcc:_evil@example.net?="))
    assert parsed.subject == "a Bcc: evil@example.net"


def test_m21_line_break_in_encoded_name() -> None:
    parsed = parse(bare(b"From: =?utf-8?q?a=0d=0aBcc:_x?= <a@example.org>"))
    assert parsed.sender.address == "a@example.org"
    assert "\n" not in parsed.sender.name
    assert "\r" not in parsed.sender.name


def storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def test_m22_nul_surrogates_and_noncharacters() -> None:
    evil = b"a\x00b \xed\xa0\x80 \xef\xbf\xbf c"
    parsed = parse(
        bare(
            b"From: x\x00y <a@example.org>\r\nSubject: " + evil + b"\r\n"
            b"Content-Type: text/plain; charset=utf-8",
            evil,
        )
    )
    for text in (parsed.subject, parsed.text, parsed.reply, parsed.sender.name):
        assert storable(text)
        assert "\uffff" not in text
    assert "\ufffd" in parsed.text


def test_m22_nul_in_html_and_names() -> None:
    parsed = parse(
        multipart(
            "Content-Type: text/html\r\n\r\n<p>a\x00b</p>",
            'Content-Disposition: attachment; filename="a\x00b.txt"\r\n\r\nx',
        )
    )
    assert storable(parsed.html)
    assert storable(parsed.attachments[0].name)


@pytest.mark.parametrize(
    "value",
    ["Mon, 01 Jan 1900 00:00:00 +0000", "garbage", "", "Tue, 99 Xyz 20266 77:88:99 +9999"],
)
def test_m25_impossible_dates(value: str) -> None:
    assert parse(bare(b"Date: " + value.encode())).date is None


def test_m25_date_is_in_utc() -> None:
    parsed = parse(bare(b"Date: Tue, 03 Nov 2026 10:00:00 +0100"))
    assert parsed.date == datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("base64", "SGVsbG8gd29ybGQ", "Hello world"),  # cut: no padding
        ("base64", "SGVs!bG8g*d29ybGQ=", "Hello world"),  # foreign characters
        ("base64", "SGVsbG8g\r\nd29ybGQ=\r\n", "Hello world"),
        ("quoted-printable", "Hello=20wor=\r\nld =ZZ", "Hello world =ZZ"),
        ("x-nonsense", "Hello world", "Hello world"),
    ],
)
def test_m26_broken_transfer_encodings(encoding: str, body: str, expected: str) -> None:
    parsed = parse(mail(body, headers=f"Content-Transfer-Encoding: {encoding}"))
    assert parsed.text == expected


def test_m26_unknown_encoding_is_named() -> None:
    parsed = parse(mail("x", headers="Content-Transfer-Encoding: x-nonsense"))
    assert "encoding-unknown" in parsed.defects


def test_m26_gap_in_rfc2231_numbering() -> None:
    parsed = parse(
        multipart(
            "Content-Disposition: attachment;\r\n filename*0*=utf-8''Rech;\r\n"
            " filename*2*=nung%20%C3%A4.pdf\r\n\r\nx"
        )
    )
    assert parsed.attachments[0].name == "Rechnung ä.pdf"


def test_m27_huge_html() -> None:
    parsed = parse_within(mail(b"<p>hello</p>" * 2_500_000, kind="text/html"), 5)
    assert len(parsed.html) <= caps.MAIL_HTML_CHARS
    assert "html-cut" in parsed.defects
    assert parsed.text.startswith("hello")


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "table", "span"])
def test_m27_deep_html(tag: str) -> None:
    parsed = parse_within(mail(f"<{tag}>" * 20_000 + "at the bottom", kind="text/html"), 1)
    assert "at the bottom" in parsed.text
    assert "at the bottom" in parsed.reply


@pytest.mark.parametrize("kind", ["text/plain; format=flowed", "text/html", "text/plain"])
@pytest.mark.parametrize("piece", ["a \n", "<b>a</b>", "<br>", "<pre>a", "a\x00", "&#1;", "<p>"])
def test_m27_many_small_pieces(kind: str, piece: str) -> None:
    assert parse_within(mail(piece * 300_000, kind=kind), 5).stage == "whole"


@pytest.mark.parametrize(
    "line",
    [
        '<div class="moz-cite-prefix">x</div>',
        '<div class="gmail_quote"><blockquote>x</blockquote></div>',
        '<div class="gmail_quote"><blockquote>x',
    ],
)
def test_m27_html_full_of_quote_marks(line: str) -> None:
    assert parse_within(mail(line * 15_000, kind="text/html"), 2).text


@pytest.mark.parametrize(
    "line",
    [
        "From: x",
        "On 3 May 2020 a b",
        "> q\ntext",
        "On 3 May 2020 anna wrote:\n> q\ntext",
        "-" * 150,
        "Von: a\n\nAn: b",
        "--",
        "Sent from my",
    ],
)
def test_m27_text_full_of_quote_marks(line: str) -> None:
    parsed = parse_within(mail((line + "\n") * 30_000), 3)
    assert parsed.stage == "whole"
    assert parsed.reply or line == "--"


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<svg><script>alert(1)</script></svg>",
        "<style>alert(1)</style>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
        "<template>alert(1)</template>",
        '<math><mtext></p><style><!--</style><img title="--&gt;&lt;img onerror=alert(1)&gt;">',
        '<a href="java&#x0A;script:alert(1)">',
        '<img src=x onerror="alert(1)">',
        '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
        '<div hx-get="/alert(1)" id="body">',
    ],
)
def test_m28_active_html_never_reaches_the_text(markup: str) -> None:
    parsed = parse(mail(f"<p>before</p>{markup}<p>after</p>", kind="text/html; charset=utf-8"))
    assert "before" in parsed.text
    assert "alert(1)" not in parsed.text
    assert markup in parsed.html  # kept as it came: made safe when it is shown


def test_m36_thousands_of_attachments() -> None:
    part = "Content-Disposition: attachment; filename=a.txt\r\n\r\nx"
    parsed = parse_within(multipart(*[part] * 5_000), 2)
    assert len(parsed.attachments) == caps.MAIL_ATTACHMENTS
    assert "too-many-attachments" in parsed.defects


def test_random_bytes_never_raise() -> None:
    source = random.Random(20261103)
    for _ in range(200):
        raw = source.randbytes(source.randrange(2_000))
        assert parse(raw).raw_sha256


def test_mutated_mails_never_fall_to_raw() -> None:
    source = random.Random(20261104)
    seed = multipart(
        "Content-Type: text/plain; charset=utf-8\r\n\r\nGrüße\r\n\r\nAm 3.11.2026 schrieb A:\r\n> x",
        "Content-Type: text/html\r\n\r\n<div class=gmail_quote><blockquote>x</blockquote></div>",
        "Content-Type: image/png; name*0*=utf-8''a; name*1=b\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nAAAA",
    )
    for _ in range(300):
        raw = bytearray(seed)
        for _ in range(source.randrange(1, 40)):
            raw[source.randrange(len(raw))] = source.randrange(256)
        assert parse(bytes(raw)).stage == "whole"


def test_nothing_at_all() -> None:
    parsed = parse(b"")
    assert parsed.sender.address == ""
    assert parsed.message_id


@pytest.mark.parametrize(
    "notice", ["\n", "- ", "original ", "recipient: ", "550 ", "b@x.example\noriginal message\n"]
)
def test_r2_notice_made_to_keep_the_reader_busy(notice: str) -> None:
    raw = mail(notice * 20_000, sender="mailer-daemon@x.example", subject="Undeliverable")
    assert parse_within(raw, 1).stage == "whole"
