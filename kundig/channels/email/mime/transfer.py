"""A part's bytes and text: what its transfer encoding and its charset have made of them is undone."""

from __future__ import annotations

import binascii
import re

from kundig.channels.email.mime.charset import decode
from kundig.channels.email.mime.encoded_files import uudecode
from kundig.channels.email.mime.headers import lenient_base64
from kundig.channels.email.mime.mail import Defect
from kundig.channels.email.mime.tree import Part
from kundig.core import caps

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.I)


def content(part: Part, defects: list[Defect]) -> bytes:
    """The part's bytes with the transfer encoding undone as far as it can be. Never raises."""
    encoding = part.headers.get("content-transfer-encoding").strip().lower().strip("\"';")
    encoding = re.split(r"[\s;(]", encoding, maxsplit=1)[0]
    if encoding in ("base64", "b"):
        return lenient_base64(part.body)
    if encoding in ("quoted-printable", "q", "quotedprintable"):
        return binascii.a2b_qp(part.body)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return uudecode(part.body)
    if (
        encoding not in ("", "7bit", "8bit", "binary", "7-bit", "8-bit")
        and part.type.main != "multipart"
    ):
        note(defects, "encoding-unknown")
    return part.body


def text_of(part: Part, defects: list[Defect]) -> str:
    """The part's text in whatever charset it turns out to be."""
    return decoded(content(part, defects), part)


def decoded(data: bytes, part: Part) -> str:
    """The part's text, once its bytes are as they were before the transfer."""
    data = data[: 4 * caps.MAIL_SECTION_CHARS]
    charset = part.type.charset
    if not charset and part.type.sub == "html":
        declared = _META_CHARSET.search(data[:4_000])
        charset = declared.group(1).decode("ascii") if declared else ""
    return decode(data, charset).removeprefix("\ufeff")[: caps.MAIL_SECTION_CHARS]


def note(defects: list[Defect], defect: Defect) -> None:
    """Note a defect once."""
    if defect not in defects:
        defects.append(defect)
