"""Files that are packed into the text or into a winmail.dat."""

from __future__ import annotations

import base64
import binascii
import struct

import pytest

from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import mail, multipart

CONTENT = bytes(range(256)) * 3


def uuencoded(content: bytes) -> str:
    lines = [binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45)]
    return "begin 644 größe.bin\n" + "".join(lines) + "`\nend\n"


def yencoded(content: bytes) -> bytes:
    body = b"".join(
        b"=" + bytes([(byte + 106) % 256])
        if (byte + 42) % 256 in b"\0\n\r="
        else bytes([(byte + 42) % 256])
        for byte in content
    )
    return b"=ybegin line=9999 size=%d name=bild.jpg\r\n%s\r\n=yend size=%d\r\n" % (
        len(content), body, len(content),
    )  # fmt: skip


def attribute(name: int, value: bytes) -> bytes:
    return struct.pack("<BII", 2, name, len(value)) + value + b"\0\0"


def long_name(name: str) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    number = struct.pack("<HHI", 0x03, 0x0E20, 7)
    padded = text + b"\0" * (-len(text) % 4)
    return struct.pack("<I", 2) + number + struct.pack("<HHII", 0x1F, 0x3707, 1, len(text)) + padded


WINMAIL = (
    b"\x78\x9f\x3e\x22\x01\x00"
    + attribute(0x00069007, struct.pack("<II", 1252, 0))
    + attribute(0x0002800C, "Grüße aus Outlook\0".encode("cp1252"))
    + attribute(0x00069002, b"\0" * 14)
    + attribute(0x00018010, b"ANGEBO~1.PDF\0")
    + attribute(0x0006800F, b"%PDF-1.4 Angebot")
    + attribute(0x00069005, long_name("Angebot für Lummer.pdf"))
)


def winmail(content: bytes, text: str = "") -> bytes:
    packed = base64.encodebytes(content).decode()
    return multipart(
        f"Content-Type: text/plain\r\n\r\n{text}",
        f"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n{packed}",
    )


def test_m26_uuencoded_file_in_the_text() -> None:
    parsed = parse(mail(f"Davor\n{uuencoded(CONTENT)}Danach"))
    assert parsed.text == "Davor\nDanach"
    assert [(one.name, one.content) for one in parsed.attachments] == [("größe.bin", CONTENT)]


def test_m26_yencoded_file_in_the_text() -> None:
    parsed = parse(mail(b"Davor\r\n" + yencoded(CONTENT) + b"Danach"))
    assert parsed.text == "Davor\nDanach"
    assert [(one.name, one.content) for one in parsed.attachments] == [("bild.jpg", CONTENT)]


@pytest.mark.parametrize(
    "text", ["begin 644 a\nend\n", "=ybegin name=a\nabc", "begin 644 a\nM" + "!" * 60]
)
def test_m26_what_is_torn_stays_text(text: str) -> None:
    parsed = parse(mail(text))
    assert parsed.attachments == ()
    assert parsed.text.startswith(text[:8])


def test_m33_winmail_dat_gives_its_files_and_its_text() -> None:
    parsed = parse(winmail(WINMAIL))
    assert parsed.text.strip() == "Grüße aus Outlook"
    assert [one.name for one in parsed.attachments] == ["Angebot für Lummer.pdf"]
    assert parsed.attachments[0].content == b"%PDF-1.4 Angebot"


def test_m33_words_beside_a_winmail_dat_are_believed() -> None:
    assert parse(winmail(WINMAIL, "Siehe Anlage")).text == "Siehe Anlage"


@pytest.mark.parametrize("content", [b"", b"no such thing", WINMAIL[:40], WINMAIL[:6]])
def test_m33_what_is_no_winmail_dat_stays_a_file(content: bytes) -> None:
    parsed = parse(winmail(content, "Siehe Anlage"))
    assert [one.name for one in parsed.attachments] == ["winmail.dat"]
    assert parsed.text == "Siehe Anlage"


@pytest.mark.parametrize("end", range(0, len(WINMAIL), 7))
def test_m26_cut_winmail_dat_breaks_nothing(end: int) -> None:
    assert parse(winmail(WINMAIL[:end])).stage == "whole"
