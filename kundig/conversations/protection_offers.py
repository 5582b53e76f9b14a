"""What a channel can do to protect an answer, asked before it is written. Kinds of channels say it themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kundig.conversations.models import Channel
from kundig.core.actor import Actor


@dataclass(frozen=True)
class WaitingKey:
    """A recipient's key that is used for nothing until somebody has confirmed it, and where that is done."""

    address: str
    fingerprint: str
    url: str
    may_confirm: Callable[[Actor], bool]


@dataclass(frozen=True)
class Offer:
    """Whether an answer will be signed and encrypted as things stand, and why it can't be."""

    signs: bool
    encrypts: bool
    why_not_signed: str = ""
    why_not_encrypted: str = ""
    # Whether the channel leaves its author no choice.
    must_encrypt: bool = False
    waiting: tuple[WaitingKey, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Tell whether the answer would not go out, because what is demanded can't be done."""
        return (self.signs and bool(self.why_not_signed)) or (
            self.encrypts and bool(self.why_not_encrypted)
        )


# Of a channel, for a sender and recipients, with what the author has decided ("sign", "encrypt").
Offerer = Callable[[Channel, str, Sequence[str], Mapping[str, Any]], Offer | None]

_offerers: dict[str, Offerer] = {}


def offered_by(kind: str, offerer: Offerer) -> None:
    """Let a kind of channel say what it can do."""
    _offerers[kind] = offerer


def may_protect(channel: Channel) -> bool:
    """Tell whether the channel's kind signs and encrypts at all."""
    return channel.kind in _offerers


def offer(
    channel: Channel, sender: str, recipients: Sequence[str], wanted: Mapping[str, Any]
) -> Offer | None:
    """Return what would become of an answer; None where there is nothing to choose."""
    offerer = _offerers.get(channel.kind)
    return offerer(channel, sender, recipients, wanted) if offerer else None


def can_encrypt(channel: Channel, recipients: Sequence[str]) -> bool:
    """Tell whether something can go out through the channel that nobody but these recipients can read."""
    found = offer(channel, channel.address, recipients, {"sign": False, "encrypt": True})
    return found is not None and not found.why_not_encrypted


def decided(sign: bool | None, encrypt: bool | None) -> dict[str, bool]:
    """Return what an author has decided, as messages and drafts keep it; None leaves it to the channel."""
    both = {"sign": sign, "encrypt": encrypt}
    return {name: value for name, value in both.items() if value is not None}
