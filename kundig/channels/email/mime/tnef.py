"""winmail.dat: what Outlook packs a mail into when it takes the receiver for another Outlook (MS-OXTNEF).

Only what a reader misses is taken out: the files with their names, and the text where the mail has none.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from kundig.channels.email.mime.charset import decode, decode_unlabelled
from kundig.core import caps

_SIGNATURE = b"\x78\x9f\x3e\x22"
_HEADER = struct.Struct("<BII")
_BODY, _ATTACH_BEGINS, _ATTACH_TITLE = 0x0002800C, 0x00069002, 0x00018010
_ATTACH_DATA, _ATTACH_PROPERTIES, _CODEPAGE = 0x0006800F, 0x00069005, 0x00069007
# MAPI: type and id of what we look for.
_LONG_NAME, _NAME, _MIME_TYPE, _CONTENT_ID = 0x3707, 0x3704, 0x370E, 0x3712
_STRING, _UNICODE, _OBJECT, _BINARY, _CLASS_ID = 0x1E, 0x1F, 0x0D, 0x102, 0x48
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x0B: 4, 0x0A: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8}


@dataclass(slots=True)
class PackedFile:
    """One file of a winmail.dat; anything may be empty."""

    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""


@dataclass(slots=True)
class Packed:
    """What a winmail.dat holds."""

    text: str = ""
    files: list[PackedFile] = field(default_factory=list)


def unpack(data: bytes) -> Packed | None:
    """Return what is inside; None for what is no winmail.dat. What is torn is read up to there."""
    if data[:4] != _SIGNATURE:
        return None
    packed = Packed()
    codepage = ""
    for name, value in _attributes(data):
        if name == _CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _BODY:
            packed.text = _text(value, codepage)
        elif name == _ATTACH_BEGINS:
            if len(packed.files) >= caps.MAIL_ATTACHMENTS:
                break
            packed.files.append(PackedFile())
        elif packed.files:
            _fill(packed.files[-1], name, value, codepage)
    packed.files = [one for one in packed.files if one.content]
    return packed


def _fill(one: PackedFile, name: int, value: bytes, codepage: str) -> None:
    if name == _ATTACH_TITLE:
        one.name = one.name or _text(value, codepage)
    elif name == _ATTACH_DATA:
        one.content = value
    elif name == _ATTACH_PROPERTIES:
        said = {id: text for id, text in _properties(value, codepage) if text}
        one.name = said.get(_LONG_NAME) or one.name or said.get(_NAME, "")
        one.content_type = said.get(_MIME_TYPE, "")
        one.content_id = said.get(_CONTENT_ID, "")


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    while position + _HEADER.size <= len(data):
        _level, name, length = _HEADER.unpack_from(data, position)
        position += _HEADER.size
        if position + length > len(data):
            return
        yield name, data[position : position + length]
        position += length + 2  # the checksum


def _properties(data: bytes, codepage: str) -> Iterator[tuple[int, str]]:
    """Yield the texts among MAPI properties; stops where something unknown makes the rest unreadable."""
    if len(data) < 4:
        return
    (count,) = struct.unpack_from("<I", data)
    position = 4
    for _ in range(min(count, 500)):
        if position + 4 > len(data):
            return
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= 0x8000:  # a named property: its name comes first
            position = _after_name(data, position)
        if kind & 0xFFF in _FIXED:
            position += _FIXED[kind & 0xFFF]
        elif kind == _CLASS_ID:
            position += 16
        elif kind in (_STRING, _UNICODE, _OBJECT, _BINARY):
            value, position = _value(data, position)
            if kind == _UNICODE:
                yield name, _text(value, "utf-16-le")
            elif kind == _STRING:
                yield name, _text(value, codepage)
        else:
            return


def _value(data: bytes, position: int) -> tuple[bytes, int]:
    """The first of a property's values, and where the next property begins."""
    if position + 8 > len(data):
        return b"", len(data)
    values, length = struct.unpack_from("<II", data, position)
    if values != 1:
        return b"", len(data)
    position += 8
    return data[position : position + length], position + length + (-length % 4)


def _after_name(data: bytes, position: int) -> int:
    if position + 24 > len(data):
        return len(data)
    (is_text, number) = struct.unpack_from("<II", data, position + 16)
    position += 24
    return position + number + (-number % 4) if is_text else position


def _text(value: bytes, codepage: str) -> str:
    if codepage == "utf-16-le":
        text = value.decode("utf-16-le", "replace")
    else:
        text = decode(value, codepage) if codepage else decode_unlabelled(value)
    return text.rstrip("\0").replace("\0", "")
