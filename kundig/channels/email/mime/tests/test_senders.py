"""Who says he wrote the mail."""

from __future__ import annotations

import pytest

from kundig.channels.email.mime.addresses import read_addresses
from kundig.channels.email.mime.mail import Address
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import bare


@pytest.mark.parametrize("field", [b"X: 1", b"From:", b"From: <>", b"From: nobody at all"])
def test_m08_no_sender(field: bytes) -> None:
    parsed = parse(bare(field))
    assert parsed.sender.address == ""
    assert "missing" in parsed.sender_flags


def test_m08_two_senders() -> None:
    parsed = parse(bare(b"From: a@example.org\r\nFrom: b@example.org"))
    assert parsed.sender.address == "a@example.org"
    assert "several" in parsed.sender_flags


def test_m08_group() -> None:
    parsed = parse(bare(b"From: Team: Anna <a@example.org>;\r\nTo: undisclosed-recipients:;"))
    assert parsed.sender == Address("a@example.org", "Anna")
    assert parsed.to == ()


def test_m08_name_holds_another_address() -> None:
    parsed = parse(bare(b'From: "service@bank.example" <x@evil.example>'))
    assert parsed.sender.address == "x@evil.example"
    assert "name-holds-address" in parsed.sender_flags


def test_m08_name_that_repeats_the_address_is_fine() -> None:
    parsed = parse(bare(b'From: "x@example.org" <x@example.org>'))
    assert parsed.sender_flags == ()


def test_m32_punycode_is_flagged() -> None:
    assert "punycode" in parse(bare(b"From: x@xn--bnk-sna.example")).sender_flags


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Anna Weber <a@example.org>", [("a@example.org", "Anna Weber")]),
        ('"Weber, Anna" <a@example.org>, b@example.org',
         [("a@example.org", "Weber, Anna"), ("b@example.org", "")]),
        ("a@example.org (Anna)", [("a@example.org", "Anna")]),
        ("=?utf-8?q?Weber=2C_J=C3=BCrgen?= <a@example.org>", [("a@example.org", "Weber, Jürgen")]),
        ('"=?utf-8?b?SsO8cmdlbg==?=" <a@example.org>', [("a@example.org", "Jürgen")]),
        ("Anna Weber <a@Example.ORG", [("a@example.org", "Anna Weber")]),
        ("Anna; b@example.org", [("b@example.org", "")]),
        ("<mailto:a@example.org>", [("a@example.org", "")]),
        ("Anna, Weber <a@example.org>", [("a@example.org", "Weber")]),
    ],
)  # fmt: skip
def test_addresses_as_written(value: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.address, one.name) for one in read_addresses(value)] == expected
