"""Our own signs: reply addresses and Message-IDs that only this installation can make.

Both name a row and carry a signature of 130 bits, so a guessed or changed one is simply not ours.
"""

from __future__ import annotations

import re

from kundig.conversations.models import Channel
from kundig.core import secrets

_LOCAL_PART_BYTES = 64
_REPLY = re.compile(
    r"(?P<local>.+)\+(?P<id>\d{1,18})-(?P<sign>[a-z2-7]{26})@(?P<domain>[^@]+)", re.I
)
_MESSAGE = re.compile(r"<?kundig-(?P<id>\d{1,18})-(?P<sign>[a-z2-7]{26})@[^@<>]+>?", re.I)


def reply_address(address: str, conversation_id: int) -> str:
    """Return `address` with the conversation's sign behind a plus; as it is where that gets too long."""
    local, _, domain = address.rpartition("@")
    sign = secrets.sign("reply address", str(conversation_id))
    signed = f"{local}+{conversation_id}-{sign}"
    return f"{signed}@{domain}" if len(signed.encode()) <= _LOCAL_PART_BYTES else address


def read_reply_address(address: str) -> int | None:
    """Return the id of the conversation that a reply address of ours names; None for any other."""
    match = _REPLY.fullmatch(address.strip())
    if match is None or not secrets.verify("reply address", match["id"], match["sign"]):
        return None
    return int(match["id"])


def message_id(address: str, message_pk: int) -> str:
    """Return the Message-ID (without brackets) of an answer sent from `address`: always the same one."""
    sign = secrets.sign("message id", str(message_pk))
    return f"kundig-{message_pk}-{sign}@{_ascii_domain(address)}"


def read_message_id(text: str) -> int | None:
    """Return the id of the message that a Message-ID of ours names; None for any other."""
    match = _MESSAGE.fullmatch(text.strip())
    if match is None or not secrets.verify("message id", match["id"], match["sign"]):
        return None
    return int(match["id"])


def find_channel(address: str) -> Channel | None:
    """Return the open mail channel that takes mail for `address`, with or without something behind a plus."""
    local, _, domain = address.strip().rpartition("@")
    wanted = (address.strip().lower(), f"{local.partition('+')[0]}@{domain}".lower())
    channels = Channel.objects.filter(kind="email", closed_at=None).select_related("team")
    found = {
        one.lower(): channel
        for channel in channels.prefetch_related("further_addresses")
        for one in channel.senders()
        if one.lower() in wanted
    }
    return found.get(wanted[0]) or found.get(wanted[1])


def for_envelope(address: str) -> str:
    """Return `address` as servers name it to each other: its domain in ASCII, so that any server takes it."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def _ascii_domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return "kundig.invalid"
