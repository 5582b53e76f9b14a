"""Files of strangers: shown only when they are pictures, handed out only to whom they concern."""

from __future__ import annotations

import io
import struct
import zlib
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from kundig.conversations.actions import IncomingFile, upload
from kundig.conversations.models import Attachment
from kundig.conversations.views.content import file_name
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"


def picture(kind: str) -> bytes:
    """Return a small sound picture."""
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(out, kind)
    return out.getvalue()


def bomb() -> bytes:
    """Return a small PNG that says it holds 400 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000))
        + chunk(b"IEND", b"")
    )


def attach(kofi: Customer, content: bytes, name: str, content_type: str) -> Attachment:
    """Let a file arrive with a mail of Kofi's."""
    message = make.inbound(customer=kofi, files=[IncomingFile(name, content_type, content)])
    return message.attachments.get()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_u02_sound_pictures_are_shown(
    client: Client, kofi: Customer, anna: Agent, kind: str
) -> None:
    file = attach(kofi, picture(kind), "bild", "text/html")
    client.force_login(anna)
    response = client.get(reverse("attachment", args=[file.pk]))
    assert response["Content-Type"] == f"image/{kind.lower()}"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("content", "name", "claimed"),
    [
        (SVG, "bild.svg", "image/svg+xml"),
        (PAGE, "bild.png", "image/png"),
        (b"%PDF-1.4 /JS (app.alert(1))", "datei.pdf", "application/pdf"),
        (b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?>', "x.xml", "text/xml"),
        (b"GIF89a/*" + PAGE, "a.gif", "image/gif"),
        (picture("PNG")[:40], "halb.png", "image/png"),
        (bomb(), "gross.png", "image/png"),
        (b"+ADw-script+AD4-alert(1)", "a.txt", "text/html; charset=utf-7"),
        (PAGE, "a.html", "text/html\r\nX-Evil: 1"),
        (b"", "leer", ""),
    ],
)
def test_u01_everything_else_is_for_download_only(
    client: Client, kofi: Customer, anna: Agent, content: bytes, name: str, claimed: str
) -> None:
    file = attach(kofi, content, name, claimed)
    client.force_login(anna)
    response = client.get(reverse("attachment", args=[file.pk]))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response.content == content


@pytest.mark.parametrize(
    "name",
    [
        "../../x",
        "\u200b.htaccess",
        "a\u202egpj.exe",
        "CON.txt",
        "x" * 500,
        'a"\r\nX-Evil: y',
        "",
        "%2e%2e%2f",
        "<img onerror=alert(1)>",
        "Rechnung für Müller.pdf",
    ],
)
def test_m35_no_name_leaves_its_header(
    client: Client, kofi: Customer, anna: Agent, name: str
) -> None:
    file = attach(kofi, b"inhalt", name, "text/plain")
    client.force_login(anna)
    response = client.get(reverse("attachment", args=[file.pk]))
    header = response["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert "X-Evil" not in response
    assert not any(letter in file_name(name) for letter in "/\\\r\n\u202e\u200b\0")
    assert file_name(name)
    assert len(file_name(name)) <= 200


def test_u06_foreign_unknown_and_unsent_files_are_not_found(
    client: Client, kofi: Customer, anna: Agent, ben: Agent
) -> None:
    arrived = attach(kofi, b"inhalt", "a.txt", "text/plain")
    waiting = upload(by=anna.actor, name="entwurf.txt", content=b"inhalt")
    client.force_login(ben)
    for pk in (arrived.pk, waiting.pk, uuid4()):
        assert client.get(reverse("attachment", args=[pk])).status_code == 404
        assert (
            client.get(reverse("attachment", args=[pk]), headers={"Range": "bytes=0-1"}).status_code
            == 404
        )
    client.force_login(anna)
    assert client.get(reverse("attachment", args=[waiting.pk])).status_code == 200
    client.logout()
    assert client.get(reverse("attachment", args=[arrived.pk])).status_code == 302
