"""Damaging mails at random, in the ways that programs, gateways and attackers damage them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

MOST_BYTES = 400_000

# What parsers trip over: put in anywhere.
TOKENS = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbf\xbf", b"\xf4\x90\x80\x80", b"\r", b"\n\n", b"\r\n\r\n",
    b"--", b"=?", b"?=", b"=?utf-8?q?", b"=?utf-7?b?+AAA-?=", b"=?x-evil?b?AAAA?=", b"=0d=0a", b"%0d%0a",
    b'"', b"(", b"<", b"@", b";", b":", b",", b"\\", b"''", b"*0*=", b"*1=", b"*99999=", b"boundary=",
    b'boundary=""', b"charset=zlib_codec", b"charset=unicode_escape", b"charset=utf-16", b"charset=utf-7",
    b"charset=iso-2022-jp", b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Type: text/html\r\n",
    b"Content-Type: message/rfc822\r\n\r\n", b"Content-Type: application/ms-tnef\r\n\r\n",
    b"Content-Type: text/calendar\r\n\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"begin 644 a\r\n", b"=ybegin line=128 size=9 name=a\r\n", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VCARD\r\n",
    b"<div>", b"</div>", b"<blockquote>", b"<!--", b"<![CDATA[", b"<table><tr>", b"&#x0;", b"&#xD800;",
    b"\x1b$B", b"\x1b(J", b"\xe2\x80\xae", b"\xcc\x88", b"999999999999999999999", b"-1", b"1e999",
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")
_FIELD_VALUE = re.compile(rb"(?m)^([!-9;-~]{1,60}:[ \t]*)([^\r\n]*)")

Mutator = Callable[[bytes, Random], bytes]


def mutants(mails: list[bytes], seed: int) -> Iterator[bytes]:
    """Yield damaged mails without end; the same `mails` and `seed` give the same ones."""
    chance = Random(seed)
    while True:
        raw = chance.choice(mails)
        for _ in range(1 + int(chance.expovariate(0.6))):
            raw = chance.choice(MUTATORS)(raw, chance)[:MOST_BYTES]
        if chance.random() < 0.1:
            raw = _splice(raw, chance.choice(mails), chance)
        yield raw


def _span(raw: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(raw) + 1)
    return start, min(len(raw), start + int(chance.expovariate(1 / 40)))


def _flip(raw: bytes, chance: Random) -> bytes:
    damaged = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        if damaged:
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _insert(raw: bytes, chance: Random) -> bytes:
    start, _ = _span(raw, chance)
    return raw[:start] + chance.choice(TOKENS) + raw[start:]


def _overwrite(raw: bytes, chance: Random) -> bytes:
    start, end = _span(raw, chance)
    return raw[:start] + chance.randbytes(end - start) + raw[end:]


def _delete(raw: bytes, chance: Random) -> bytes:
    start, end = _span(raw, chance)
    return raw[:start] + raw[end:]


def _repeat(raw: bytes, chance: Random) -> bytes:
    start, end = _span(raw, chance)
    return raw[:end] + raw[start:end] * int(chance.paretovariate(0.7)) + raw[end:]


def _repeat_token(raw: bytes, chance: Random) -> bytes:
    start, _ = _span(raw, chance)
    return raw[:start] + chance.choice(TOKENS) * chance.randint(2, 3_000) + raw[start:]


def _cut(raw: bytes, chance: Random) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _swap_lines(raw: bytes, chance: Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    if len(lines) > 1:
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _drop_line(raw: bytes, chance: Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    if lines:
        del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def _change_number(raw: bytes, chance: Random) -> bytes:
    found = list(_NUMBER.finditer(raw[:20_000]))
    if not found:
        return raw
    match = chance.choice(found)
    number = chance.choice((b"0", b"-1", b"65536", b"4294967296", b"9" * 40, b"0x7f"))
    return raw[: match.start()] + number + raw[match.end() :]


def _change_value(raw: bytes, chance: Random) -> bytes:
    """Put something else behind the colon of a header field."""
    found = list(_FIELD_VALUE.finditer(raw[:20_000]))
    if not found:
        return raw
    match = chance.choice(found)
    other = chance.choice((b"", chance.choice(found)[2], chance.choice(TOKENS), match[2] * 40))
    return raw[: match.start(2)] + other + raw[match.end(2) :]


def _line_ends(raw: bytes, chance: Random) -> bytes:
    return raw.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\r")))


def _wrap(raw: bytes, chance: Random) -> bytes:
    """Let the mail be a part of another one, some levels deep."""
    for level in range(chance.randint(1, 40)):
        mark = b"w%d" % level
        head = b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n--' + mark
        raw = (
            head + b"\r\nContent-Type: message/rfc822\r\n\r\n" + raw + b"\r\n--" + mark + b"--\r\n"
        )
    return b"From: wrap@example.org\r\n" + raw


def _splice(one: bytes, other: bytes, chance: Random) -> bytes:
    return one[: chance.randrange(len(one) + 1)] + other[chance.randrange(len(other) + 1) :]


MUTATORS: tuple[Mutator, ...] = (
    _flip, _insert, _insert, _overwrite, _delete, _repeat, _repeat_token, _cut, _swap_lines,
    _drop_line, _change_number, _change_value, _line_ends, _wrap,
)  # fmt: skip
