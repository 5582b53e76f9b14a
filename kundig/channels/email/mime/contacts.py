"""Business cards that come with a mail (vCard: RFC 6350, and 2.1 and 3.0 before it)."""

from __future__ import annotations

import quopri

from kundig.channels.email.mime.charset import decode
from kundig.channels.email.mime.content_lines import Line, read_lines
from kundig.channels.email.mime.mail import Contact
from kundig.core import caps


def read_contact(text: str) -> Contact | None:
    """The first card of a text; None where it names nobody."""
    if "BEGIN:VCARD" not in text[:1_000].upper():
        return None
    name = family = organisation = ""
    addresses: list[str] = []
    phones: list[str] = []
    for line in map(_decoded, read_lines(text)):
        if line.name == "END":
            break
        if line.name == "FN":
            name = line.words
        elif line.name == "N":
            family = " ".join(reversed([word for word in line.value.split(";")[:2] if word]))
        elif line.name == "ORG":
            organisation = ", ".join(filter(None, line.words.split(";")))
        elif line.name == "EMAIL":
            addresses.append(line.words)
        elif line.name == "TEL":
            phones.append(line.words.removeprefix("tel:"))
    name = name or Line("FN", family).words
    if not (name or organisation):
        return None
    most = caps.MAIL_CARD_PEOPLE
    return Contact(name, organisation, tuple(addresses[:most]), tuple(phones[:most]))


def _decoded(line: Line) -> Line:
    """The line as it is meant: version 2.1 writes values in quoted-printable."""
    names = {line.parameters.get("ENCODING", "").upper(), *line.parameters}
    if "QUOTED-PRINTABLE" not in names:
        return line
    data = quopri.decodestring(line.value.encode("utf-8", "replace"))
    return Line(line.name, decode(data, line.parameters.get("CHARSET", "")), line.parameters)
