"""The mails that customers send: plain ones, and hostile ones made from them by chance."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from email.message import EmailMessage

SERVICE = "service@lummer.example"


@dataclass(frozen=True)
class Sent:
    """What a customer's server remembers of a mail it got rid of."""

    name: str
    raw: bytes
    hostile: bool

    @property
    def sha256(self) -> str:
        """The hash under which it must be found."""
        return hashlib.sha256(self.raw).hexdigest()


def make_mails(seed: int, count: int, hostile: int) -> list[Sent]:
    """Return `count` different mails in an order of chance, `hostile` of them hostile."""
    chance = random.Random(seed)
    mails = [_plain(number) for number in range(count - hostile)]
    mails += [_hostile(number, chance) for number in range(hostile)]
    chance.shuffle(mails)
    return mails


def _plain(number: int) -> Sent:
    name = f"kunde{number}"
    return Sent(
        name,
        _message(name, f"Anliegen von {name}\r\n\r\nMit freundlichen Grüßen\r\n"),
        hostile=False,
    )


def _message(name: str, text: str, *, html: str = "") -> bytes:
    message = EmailMessage()
    message["From"] = f"Kundin {name} <{name}@kunde.example>"
    message["To"] = SERVICE
    message["Subject"] = f"Anliegen {name} – größer als gedacht"
    message["Message-ID"] = f"<{name}@kunde.example>"
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 +0100"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return bytes(message).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _hostile(number: int, chance: random.Random) -> Sent:
    name = f"feind{number}"
    raw = _message(name, f"Angriff von {name}\r\n", html=f"<p>Angriff <b>{name}</b></p>" * 20)
    spoil = chance.choice(SPOILERS)
    # SMTP itself needs whole lines and an end.
    spoilt = spoil(raw, chance).replace(b"\r\n", b"\n").replace(b"\r", b"").replace(b"\n", b"\r\n")
    return Sent(
        name,
        b"X-Number: " + name.encode() + b"\r\n" + spoilt.rstrip(b"\r\n") + b"\r\n",
        hostile=True,
    )


def _flip_bytes(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 60)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(1, len(raw))]


def _nul(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] + b"\0\xed\xa0\x80\xff" * 5 + raw[at:]


def _strange_charset(raw: bytes, chance: random.Random) -> bytes:
    charset = chance.choice([b"x-evil", b"utf-8\0", b"zlib_codec", b"unicode_escape", b"utf-7"])
    return raw.replace(b'charset="utf-8"', b'charset="' + charset + b'"')


def _many_headers(raw: bytes, chance: random.Random) -> bytes:
    return b"".join(b"X-A%d: b\r\n" % n for n in range(chance.randint(500, 20_000))) + raw


def _deep(raw: bytes, chance: random.Random) -> bytes:
    levels = chance.randint(50, 2_000)
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(levels)
    )
    return b"From: a@kunde.example\r\nMIME-Version: 1.0\r\n" + head + raw


def _deep_html(raw: bytes, chance: random.Random) -> bytes:
    return raw.replace(b"<p>", b"<div>" * chance.randint(10, 2_000) + b"<p>", 1)


def _smuggled_header(raw: bytes, _chance: random.Random) -> bytes:
    return raw.replace(b"Subject: ", b"Subject: =?utf-8?q?a=0d=0aBcc:_evil@x.example?= ", 1)


SPOILERS = (
    _flip_bytes,
    _cut,
    _nul,
    _strange_charset,
    _many_headers,
    _deep,
    _deep_html,
    _smuggled_header,
)
