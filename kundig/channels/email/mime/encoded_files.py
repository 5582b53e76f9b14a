"""Files written into the text of a mail, as programs did before MIME: uuencode and yEnc."""

from __future__ import annotations

import binascii
import re

from kundig.core import caps

_UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,250})\r?\n((?:[\x20-\x60]{0,90}\r?\n){1,2000000}?)(?:[` ]?\r?\n)?end[ \t]*\r?$\n?",
    re.MULTILINE,
)
_YENC_BEGINS = re.compile(rb"^=ybegin [^\r\n]{0,200}?name=([^\r\n]{1,250})\r?\n", re.MULTILINE)
_YENC_ENDS = re.compile(rb"^=yend[^\r\n]{0,100}(?:\r?\n|$)", re.MULTILINE)
_YENC_PART = re.compile(rb"=ypart [^\r\n]{0,100}\r?\n")
_YENC_ESCAPE = re.compile(rb"=(.)", re.DOTALL)
_YENC_BYTES = bytes((byte - 42) % 256 for byte in range(256))
_YENC_ESCAPED = bytes((byte - 64) % 256 for byte in range(256))

# Name as written, and content.
Found = tuple[bytes, bytes]


def take_out(data: bytes) -> tuple[bytes, list[Found]]:
    """Return the text without the files in it, and the files; what is torn stays text."""
    found: list[Found] = []
    if b"\nend" in data:
        data = _UUENCODED.sub(
            lambda match: _keep(found, match[1], uudecode(match[2]), match[0]), data
        )
    if b"\n=yend" in data:
        data = _without_yenc(data, found)
    return data, found


def _keep(found: list[Found], name: bytes, content: bytes, written: bytes) -> bytes:
    """What stands in the text instead: nothing, or what was there if there is no file in it."""
    if not content or len(found) >= caps.MAIL_ATTACHMENTS:
        return written
    found.append((name.strip(), content))
    return b""


def _without_yenc(data: bytes, found: list[Found]) -> bytes:
    kept: list[bytes] = []
    position = 0
    while (begins := _YENC_BEGINS.search(data, position)) is not None:
        ends = _YENC_ENDS.search(data, begins.end())
        if ends is None:
            break
        lines = data[begins.end() : ends.start()]
        part = _YENC_PART.match(lines)
        content = _ydecode(lines[part.end() :] if part else lines)
        kept.append(data[position : begins.start()])
        kept.append(_keep(found, begins[1], content, data[begins.start() : ends.end()]))
        position = ends.end()
    return b"".join([*kept, data[position:]])


def uudecode(lines: bytes) -> bytes:
    """Return what uuencoded lines hold; lines that hold nothing are passed over."""
    decoded: list[bytes] = []
    for line in lines.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders pad wrongly: the first character says how many bytes are meant.
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                decoded.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                continue
    return b"".join(decoded)


def _ydecode(lines: bytes) -> bytes:
    joined = lines.replace(b"\r", b"").replace(b"\n", b"")
    plain = _YENC_ESCAPE.sub(lambda match: match[1].translate(_YENC_ESCAPED), joined)
    return plain.translate(_YENC_BYTES)
