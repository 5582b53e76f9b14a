"""Header fields: finding them in the bytes and reading their text.

A field is kept as bytes until somebody asks, and is capped before anything is taken apart, so
that no header can cost more than its first `MAIL_HEADER_BYTES`.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field

from kundig.channels.email.mime.charset import decode, decode_unlabelled
from kundig.core import caps

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:(.*)", re.DOTALL)
_EMPTY_LINE = re.compile(rb"\n\r?\n")
_FOLD = re.compile(rb"[\r\n]+[ \t]*")
_ENCODED_WORD = re.compile(
    r"=\?\s*([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\s*\?\s*([bBqQ])\s*\?(.*?)\?\s*=", re.DOTALL
)


@dataclass(slots=True)
class Headers:
    """The fields of one header block in order, by lower-case name."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)

    def raw(self, name: str) -> bytes | None:
        """The first field of that name as unfolded bytes, capped; None if there is none."""
        return next((value for key, value in self.fields if key == name), None)

    def get(self, name: str) -> str:
        """The first field of that name as text, encoded words untouched; "" if there is none."""
        value = self.raw(name)
        return "" if value is None else decode_unlabelled(value).strip()

    def all(self, name: str) -> list[str]:
        """Every field of that name as text, encoded words untouched."""
        return [decode_unlabelled(value).strip() for key, value in self.fields if key == name]

    def text(self, name: str) -> str:
        """The first field of that name with its encoded words read."""
        return decode_words(self.get(name))

    def count(self, name: str) -> int:
        """How many fields have that name."""
        return sum(key == name for key, _ in self.fields)

    def __contains__(self, name: str) -> bool:
        return self.raw(name) is not None


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The header block at `start` and the position of the body after it."""
    headers = Headers()
    position = _skip_preamble(raw, start, end)
    lines: list[bytes] = []
    limit = min(end, position + caps.MAIL_HEADER_BLOCK_BYTES)
    while position < limit:
        newline = raw.find(b"\n", position, end)
        after = end if newline < 0 else newline + 1
        line = raw[position:after]
        if not line.strip(b"\r\n"):
            position = after
            break
        if line[:1] in b" \t" and lines:
            lines.append(line)
        elif _FIELD.match(line):
            _add(headers, lines)
            lines = [line]
        elif _more_headers_follow(raw, after, end):
            pass  # a stray line between two fields
        else:
            break  # the empty line is missing: the body begins here
        position = after
        if len(headers.fields) >= caps.MAIL_HEADER_FIELDS:
            position = _after_empty_line(raw, position, end)
            break
    _add(headers, lines)
    return headers, min(position, end)


def _skip_preamble(raw: bytes, start: int, end: int) -> int:
    """Past a byte order mark, empty lines and the "From " line of an mbox."""
    position = start + 3 if raw.startswith(b"\xef\xbb\xbf", start, end) else start
    if start == 0 and raw[:1].isspace():
        position = end - len(raw.lstrip())
    if raw[position : position + 6].startswith((b"From ", b">From ")):
        newline = raw.find(b"\n", position, end)
        position = end if newline < 0 else newline + 1
    return position


def _after_empty_line(raw: bytes, position: int, end: int) -> int:
    match = _EMPTY_LINE.search(raw, position, end)
    return match.end() if match else end


def _more_headers_follow(raw: bytes, position: int, end: int) -> bool:
    newline = raw.find(b"\n", position, end)
    line = raw[position : end if newline < 0 else newline]
    match = _FIELD.match(line)
    return match is not None and match.group(1).lower() in _WELL_KNOWN


_WELL_KNOWN = frozenset(
    b"from to cc bcc date subject sender reply-to message-id in-reply-to references received "
    b"mime-version content-type content-transfer-encoding content-disposition return-path "
    b"x-mailer user-agent dkim-signature delivered-to".split()
)


def _add(headers: Headers, lines: list[bytes]) -> None:
    if not lines or len(headers.fields) >= caps.MAIL_HEADER_FIELDS:
        return
    match = _FIELD.match(b"".join(lines))
    if match is None:
        return
    value = match.group(2)
    if len(value) > caps.MAIL_HEADER_BYTES:
        value = value[: caps.MAIL_HEADER_BYTES] + b"\xe2\x80\xa6"  # "…": something is missing
    name = match.group(1).decode("ascii").lower()
    headers.fields.append((name, _FOLD.sub(b" ", value).strip(b" \t\r\n")))


def decode_words(text: str) -> str:
    """Text with its encoded words (RFC 2047) read. What is no encoded word stays as it is."""
    if "=?" not in text:
        return text
    pieces: list[str | tuple[str, bytes]] = []
    position = 0
    for match in _ENCODED_WORD.finditer(text):
        between = text[position : match.start()]
        data = _word_bytes(match.group(2), match.group(3))
        if data is None:
            continue
        if between and not (between.isspace() and pieces and isinstance(pieces[-1], tuple)):
            pieces.append(between)
        charset = match.group(1).lower()
        # A character may be torn between two words: join their bytes before decoding.
        if pieces and isinstance(pieces[-1], tuple) and pieces[-1][0] == charset:
            pieces[-1] = (charset, pieces[-1][1] + data)
        else:
            pieces.append((charset, data))
        position = match.end()
    pieces.append(text[position:])
    return "".join(p if isinstance(p, str) else decode(p[1], p[0]) for p in pieces)


def _word_bytes(encoding: str, content: str) -> bytes | None:
    data = content.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return binascii.a2b_qp(data.replace(b"\r", b"").replace(b"\n", b""), header=True)
    return lenient_base64(data)


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_PADDING = re.compile(rb"=+")


def lenient_base64(data: bytes) -> bytes:
    """What can be read of base64: foreign characters are skipped, a torn end is dropped.

    Some senders join several padded pieces: each is read on its own.
    """
    body = data.rstrip()
    if body.find(b"=", 0, len(body) - 2) < 0:
        try:
            return binascii.a2b_base64(body)
        except binascii.Error:
            pass  # torn: the slow way saves what is there
    pieces = [_NOT_BASE64.sub(b"", piece) for piece in _PADDING.split(data)]
    return b"".join(_base64(piece) for i, piece in enumerate(pieces) if i == 0 or len(piece) >= 4)


def _base64(piece: bytes) -> bytes:
    if len(piece) % 4 == 1:
        piece = piece[:-1]
    return base64.b64decode(piece + b"=" * (-len(piece) % 4))
