"""Bytes to text, whatever the label says."""

from __future__ import annotations

import unicodedata

import pytest

from kundig.channels.email.mime.charset import codec_for, decode
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import bare, mail

GERMAN = "Grüße aus Köln, schöne Straße"


@pytest.mark.parametrize(
    "label",
    ["x-evil", "utf-8\x00", "zlib_codec", "unicode_escape", "hex", "rot13", "idna", "punycode",
     "raw_unicode_escape", "base64", "bz2", "undefined", "mbcs", "../../etc", "a" * 5_000],
)  # fmt: skip
def test_m23_hostile_labels_are_not_obeyed(label: str) -> None:
    assert codec_for(label) == ""
    assert decode(GERMAN.encode(), label) == GERMAN
    assert decode(GERMAN.encode("cp1252"), label) == GERMAN
    assert decode(rb"\u0041 =41", label) == r"\u0041 =41"


@pytest.mark.parametrize("label", ["us-ascii", "iso-8859-1", "windows-1252", "utf-8", ""])
@pytest.mark.parametrize("actual", ["utf-8", "cp1252"])
def test_m23_wrong_labels(label: str, actual: str) -> None:
    assert decode(GERMAN.encode(actual), label) == GERMAN


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Здравствуйте, у меня вопрос по заказу номер пять", "cp1251"),
        ("Здравствуйте, у меня вопрос по заказу номер пять", "koi8-r"),
        ("お世話になっております。注文について質問があります。", "shift_jis"),
        ("お世話になっております。注文について質問があります。", "euc-jp"),
        ("お世話になっております。", "iso-2022-jp"),
        ("您好，我想询问一下我的订单什么时候可以发货，谢谢。", "gb2312"),
    ],
)
def test_m23_unlabelled_text_by_its_bytes(text: str, codec: str) -> None:
    assert decode(text.encode(codec), "") == text


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-32"])
def test_m23_narrow_text_under_a_wide_label(label: str) -> None:
    assert decode(GERMAN.encode(), label) == GERMAN


@pytest.mark.parametrize("label", ["utf-16", "utf-8-sig"])
def test_wide_text_and_byte_order_marks(label: str) -> None:
    raw = mail(GERMAN.encode(label), kind=f"text/plain; charset={label.removesuffix('-sig')}")
    assert parse(raw).text == GERMAN


def test_m24_latin_and_utf8_in_one_header() -> None:
    raw = bare("From: Müller ".encode("latin-1") + "Köln <a@example.org>".encode())
    assert parse(raw).sender.name == "Müller Köln"


def test_m24_decomposed_umlauts_become_composed() -> None:
    parsed = parse(mail(unicodedata.normalize("NFD", GERMAN), subject="Gru\u0308n"))
    assert parsed.text == GERMAN
    assert parsed.subject == "Grün"


def test_label_in_html_counts_where_the_header_is_silent() -> None:
    html = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Привет'
    assert "Привет" in parse(mail(html.encode("cp1251"), kind="text/html")).text


def test_torn_character_between_encoded_words() -> None:
    parsed = parse(bare(b"Subject: =?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?="))
    assert parsed.subject == "Grüße"
