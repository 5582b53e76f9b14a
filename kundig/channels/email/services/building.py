"""A mail made of the parts that a service took it apart into: so there is one way of understanding mails."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# What describes the body; it is described anew.
_OF_THE_BODY = frozenset(
    {"content-type", "content-transfer-encoding", "mime-version", "content-length"}
)
_NAME = re.compile(r"[!-9;-~]{1,200}")
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


@dataclass(frozen=True)
class File:
    """A file of the mail; `content_id` where the text shows it."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


def build(
    headers: Iterable[tuple[str, str]],
    *,
    text: str = "",
    html: str = "",
    files: Sequence[File] = (),
) -> bytes:
    """Return a mail with these headers and parts; from the same parts the same mail, byte for byte."""
    parts = [_text("plain", text)] if text or not html else []
    if html:
        parts.append(_text("html", html))
    body = _multipart("alternative", parts)
    if files:
        body = _multipart("mixed", [body, *map(_file, files)])
    head = "".join(
        f"{name}: {_line(value)}\r\n"
        for name, value in headers
        if name.lower() not in _OF_THE_BODY and _NAME.fullmatch(name)
    )
    return head.encode("utf-8", "replace") + b"MIME-Version: 1.0\r\n" + body


def _multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    boundary = b"=_" + hashlib.sha256(b"\0".join(parts)).hexdigest()[:40].encode()
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary.decode()}"\r\n\r\n'.encode()
    inner = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return head + inner + b"--" + boundary + b"--\r\n"


def _text(subtype: str, text: str) -> bytes:
    head = (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(text.encode("utf-8", "replace"))


def _file(file: File) -> bytes:
    found = _TYPE.match(file.content_type)
    kind = found[0].lower() if found else "application/octet-stream"
    disposition = "inline" if file.content_id else "attachment"
    name = _line(file.name).replace("\\", "\\\\").replace('"', '\\"')
    lines = [f"Content-Type: {kind}"]
    lines.append(f"Content-Disposition: {disposition}" + (f'; filename="{name}"' if name else ""))
    if file.content_id:
        lines.append(f"Content-ID: <{_line(file.content_id).strip('<>')}>")
    if kind.startswith("message/"):
        # These may not be coded (RFC 2046, 5.2.1).
        return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace") + file.content
    lines.append("Content-Transfer-Encoding: base64")
    coded = base64.encodebytes(file.content)
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace") + coded


def _line(value: str) -> str:
    """A header's value in one line: no part of it may become a header of its own."""
    return " ".join(re.split(r"[\r\n\0]+\s*", value)).strip()
