"""File names of attachments."""

from __future__ import annotations

import pytest

from kundig.channels.email.mime.names import clean_name
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import multipart
from kundig.core import caps


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\Rechnung.pdf", "Rechnung.pdf"),
        ("\u200b.htaccess", "htaccess"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("CON.txt", "_CON.txt"),
        ('a"\r\nX: y', "a_ X_ y"),
        ("%2e%2e%2fsecret", "secret"),
        ("<img onerror>", "_img onerror_"),
        ("name. . .", "name"),
        ("", ""),
        ("\u200b", ""),
        ("Größe & Maß (2).pdf", "Größe & Maß (2).pdf"),
    ],
)
def test_m35_names_are_cleaned(given: str, expected: str) -> None:
    assert clean_name(given) == expected


def test_m35_long_names_keep_their_extension() -> None:
    name = clean_name("x" * 500 + ".pdf")
    assert len(name) <= caps.MAIL_FILE_NAME_CHARS
    assert name.endswith(".pdf")


def test_m35_a_part_without_a_name_gets_one() -> None:
    parsed = parse(multipart("Content-Type: application/pdf\r\n\r\nx"))
    assert parsed.attachments[0].name == "mail-1.pdf"


@pytest.mark.parametrize(
    "parameter",
    [
        'filename="=?utf-8?q?Gr=C3=B6=C3=9Fe.pdf?="',
        "filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf",
        "filename*0*=utf-8''Gr%C3%B6;\r\n filename*1*=%C3%9Fe.pdf",
        "filename=Gr\u00f6\u00dfe.pdf",
        "filename*0==?utf-8?q?Gr=C3=B6=C3=9F?=;\r\n filename*1==?utf-8?q?e.pdf?=",
    ],
)
def test_names_in_every_notation(parameter: str) -> None:
    parsed = parse(multipart(f"Content-Disposition: attachment; {parameter}\r\n\r\nx"))
    assert parsed.attachments[0].name == "Größe.pdf"
