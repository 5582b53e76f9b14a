"""Address headers as people and programs really write them.

One pass over the characters with a counter for comments: no recursion, no backtracking, so a
hostile header costs what its length costs. Names are decoded after the splitting, so an encoded
comma separates nothing.
"""

from __future__ import annotations

import re

from kundig.channels.email.mime.characters import one_line
from kundig.channels.email.mime.headers import Headers, decode_words
from kundig.channels.email.mime.mail import Address, SenderFlag
from kundig.core import caps

_BARE = re.compile(r"[^\s<>()\[\],;:\"']{1,250}@[^\s<>()\[\],;:\"'@]+")
_QUOTED_LOCAL = re.compile(r'"[^"]{0,250}"@[^\s<>()\[\],;:"@]+')


def read_addresses(value: str) -> tuple[Address, ...]:
    """Every address of a header value, at most `MAIL_ADDRESSES`. What holds none is left out."""
    found = _addresses(value)
    if not found and "=?" in value:
        # Some programs encode the addresses with the names. Once: what comes out may look encoded for ever.
        decoded = decode_words(value)
        found = _addresses(decoded) if "@" in decoded else []
    return tuple(found)


def _addresses(value: str) -> list[Address]:
    found: list[Address] = []
    for piece in _pieces(value[: caps.MAIL_HEADER_BYTES]):
        address = _address(piece)
        if address is not None and address not in found:
            found.append(address)
            if len(found) >= caps.MAIL_ADDRESSES:
                break
    return found


def read_sender(headers: Headers) -> tuple[Address, tuple[SenderFlag, ...]]:
    """Who says he wrote this mail, and what is odd about it.

    Without a usable From the Reply-To, the Sender and then the Return-Path speak, flagged "missing".
    """
    flags: list[SenderFlag] = []
    authors = [one for value in headers.all("from") for one in read_addresses(value)]
    if len({author.address.lower() for author in authors}) > 1:
        flags.append("several")
    if not authors:
        flags.append("missing")
        name = one_line(decode_words(headers.get("from")).strip("<>\"' "), caps.MAIL_NAME_CHARS)
        for field in ("reply-to", "sender", "return-path"):
            authors = list(read_addresses(headers.get(field)))
            if authors:
                break
        else:
            return Address("", name), tuple(flags)
    sender = authors[0]
    shown = _BARE.search(sender.name)
    if shown is not None and shown.group().lower() != sender.address.lower():
        flags.append("name-holds-address")
    if "xn--" in sender.address.lower():
        flags.append("punycode")
    return sender, tuple(flags)


def _pieces(value: str) -> list[str]:
    """The value cut at commas, semicolons and group names, outside quotes, <> and comments."""
    pieces: list[str] = []
    start = 0
    quoted = angled = False
    comments = 0
    last_quote, last_angle, last_comment = value.rfind('"'), value.rfind(">"), value.rfind(")")
    position = 0
    while position < len(value):
        character = value[position]
        if character == "\\":
            position += 2
            continue
        if character == '"' and not comments:
            quoted = not quoted and position < last_quote
        elif quoted:
            pass
        elif character == "(" and not angled:
            comments += 1
        elif character == ")":
            comments = max(0, comments - 1)
        elif comments and position < last_comment:
            pass
        elif character == "<":
            angled = True
        elif character == ">":
            angled = False
        elif character in ",;" and not (angled and position < last_angle):
            pieces.append(value[start:position])
            start = position + 1
            angled = False
        elif character == ":" and not angled and _ends_group_name(value, start, position):
            start = position + 1
        position += 1
    pieces.append(value[start:])
    return [piece for piece in pieces if piece.strip()]


def _ends_group_name(value: str, start: int, position: int) -> bool:
    """ "Team: a@b.de, c@d.de;" but not the colon of "mailto:a@b.de" or of a name with an address."""
    return "@" not in value[start:position] and ";" in value[position:]


def _address(piece: str) -> Address | None:
    text = piece.strip()
    opened, closed = text.rfind("<"), text.rfind(">")
    if opened >= 0:
        inside = text[opened + 1 : closed if closed > opened else len(text)].strip()
        name = text[:opened] + (text[closed + 1 :] if closed > opened else "")
        address = _spec(inside)
        if address:
            return Address(address, _name(name, address))
    address = _spec(_without_comments(text))
    if not address:
        address = _spec(text)
    if not address:
        return None
    rest = _without_comments(text)
    rest = rest.replace(address, " ", 1) if rest.strip() != address else _comment(text)
    return Address(address, _name(rest, address))


def _spec(text: str) -> str:
    """The address in `text`: "local@domain", tidied; "" if there is none."""
    text = decode_words(text.strip().strip("'")) if "=?" in text else text.strip().strip("'")
    text = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE)
    text = re.sub(r"^@[^:\s]*:", "", text)  # a source route
    match = _QUOTED_LOCAL.search(text) or _BARE.search(text)
    if match is None:
        squeezed = re.sub(r"\s*([@.])\s*", r"\1", text)
        match = _BARE.search(squeezed) if " " not in squeezed else None
    if match is None:
        return ""
    local, _, domain = match.group().rpartition("@")
    address = f"{local}@{domain.lower().rstrip('.')}"
    return one_line(address, caps.MAIL_ADDRESS_CHARS) if domain.strip(".") else ""


def _name(text: str, address: str) -> str:
    text = text.strip()
    if not text or text == '""':
        return ""
    if text[0] == '"' and text[-1:] == '"' and len(text) > 1:
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    else:
        text = _without_comments(text) or _comment(text) or text
        text = text.replace('"', "")
    text = one_line(decode_words(text).strip("'<>\"; "), caps.MAIL_NAME_CHARS)
    return "" if text.lower() == address.lower() else text


def _without_comments(text: str) -> str:
    kept: list[str] = []
    depth = 0
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(character)
    return "".join(kept).strip()


def _comment(text: str) -> str:
    match = re.search(r"\(([^()]*)\)", text)
    return match.group(1) if match else ""
