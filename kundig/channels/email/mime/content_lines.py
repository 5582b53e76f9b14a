"""Content lines, as calendars (RFC 5545) and business cards (RFC 6350) are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kundig.channels.email.mime.characters import cut, one_line, storable
from kundig.core import caps

_FOLD = re.compile(r"\r?\n[ \t]")
# Old business cards (2.1) fold quoted-printable values with "=".
_SOFT_BREAK = re.compile(r"=\r?\n")
_PARAMETER = re.compile(
    r';([A-Za-z0-9-]{1,40})=("[^"]{0,500}"|[^;:"]{0,500})|;([A-Za-z0-9-]{1,40})'
)
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True)
class Line:
    """One property: its name and its parameters' names in capitals."""

    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The value as people read it, line breaks kept."""
        plain = _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], self.value)
        return cut(storable(plain), caps.MAIL_CARD_CHARS)

    @property
    def words(self) -> str:
        """The value in one line."""
        return one_line(self.text, caps.MAIL_NAME_CHARS)


def read_lines(text: str) -> Iterator[Line]:
    """Yield the properties of a text, whatever it is; what is none is left out."""
    text = text[: caps.MAIL_CARD_SOURCE_CHARS]
    if "QUOTED-PRINTABLE" in text.upper():
        text = _SOFT_BREAK.sub("", text)
    for line in _FOLD.sub("", text).splitlines():
        found = _line(line)
        if found is not None:
            yield found


def _line(line: str) -> Line | None:
    name = re.match(r"(?:[A-Za-z0-9-]{1,40}\.)?([A-Za-z0-9-]{1,40})", line)
    if name is None:
        return None
    parameters: dict[str, str] = {}
    position = name.end()
    while (match := _PARAMETER.match(line, position)) is not None:
        position = match.end()
        if match[1]:
            parameters[match[1].upper()] = match[2].strip('"')
        else:
            parameters[match[3].upper()] = ""
    if line[position : position + 1] != ":":
        return None
    return Line(name[1].upper(), line[position + 1 :], parameters)
