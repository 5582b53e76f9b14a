"""How a message is signed and encrypted, in sentences.

A channel says what it found; `Message.protection` holds it, or is empty:

  scheme      "smime" or "pgp"
  encrypted   "whole", "part" or ""
  trouble     why it, or a part of it, stayed closed; "" where nothing did
  signatures  those of the whole message: verdict, scheme, address, name, fingerprint
  parts       what was protected alone: text, encrypted, and signatures of its own
  signed      of an answer: whether it went out signed
  unsigned    of an answer: why it did not although the channel signs
  wanted      of an answer: what its author decided ("sign", "encrypt"), else the channel does
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.core.text import in_groups

GOOD = "good"

_VERDICTS: dict[str, str | Promise] = {
    "good": gettext_lazy("Signed by {signer}"),
    "bad": gettext_lazy("The signature does not fit: the message was changed after it was signed."),
    "weak": gettext_lazy(
        "The signature uses a method that can be forged today, and proves nothing."
    ),
    "unknown": gettext_lazy("Signed with a key that is not known here, so nobody knows by whom."),
    "unconfirmed": gettext_lazy(
        "Signed with a key of {signer} that neither an authority nor anybody here has confirmed."
    ),
    "distrusted": gettext_lazy("Signed with a key that somebody here has rejected."),
    "expired": gettext_lazy("Signed with a key of {signer} whose time is over."),
    "revoked": gettext_lazy("Signed with a key of {signer} that was revoked."),
    "other_signer": gettext_lazy(
        "Signed by {signer}, and not by the sender: the signature says nothing about who wrote."
    ),
    "envelope": gettext_lazy(
        "{signer} has signed the outside of the encrypted message, and need not know what it says."
    ),
}
_TROUBLE: dict[str, str | Promise] = {
    "no_key": gettext_lazy(
        "This message is encrypted, and this mailbox has no key that opens it. The original is complete."
    ),
    "no_integrity": gettext_lazy(
        "This message is encrypted without protection against changes, and stays closed for that reason."
    ),
    "damaged": gettext_lazy(
        "The signed or encrypted part of this message is damaged and can’t be read. The original is complete."
    ),
    "too_deep": gettext_lazy("This message is wrapped so many times that it was not opened."),
}
_UNSIGNED: dict[str, str | Promise] = {
    "no_key": gettext_lazy(
        "Not signed: the mailbox has no key for the address it was written from."
    ),
    "expired": gettext_lazy("Not signed: the mailbox’s key has expired."),
}


@dataclass(frozen=True)
class Badge:
    """A word about a message or a part of it; `is_good` is green, everything else is a warning."""

    words: str
    is_good: bool
    title: str = ""


@dataclass(frozen=True)
class ShownPart:
    """A part that was protected alone, with its own badges; `text` is what it says."""

    words: str
    text: str
    badges: list[Badge]


def is_secret(protection: Mapping[str, Any]) -> bool:
    """Tell whether a message, or a part of it, came encrypted, or went or shall go out so."""
    wanted = protection.get("wanted", {})
    return bool(protection.get("encrypted") or wanted.get("encrypt"))


def badges(protection: Mapping[str, Any]) -> list[Badge]:
    """Return what is to be said of the signatures of the whole message."""
    return [_badge(one) for one in protection.get("signatures", ())]


def parts(protection: Mapping[str, Any]) -> list[ShownPart]:
    """Return the parts that were signed or encrypted alone."""
    return [
        ShownPart(
            _("Only this part was encrypted:")
            if one["encrypted"]
            else _("Only this part is signed, nothing else of the message:"),
            one["text"],
            [_badge(signature) for signature in one["signatures"]],
        )
        for one in protection.get("parts", ())
    ]


def trouble(protection: Mapping[str, Any]) -> str:
    """Return why the message stayed closed; "" where it did not."""
    return str(_TROUBLE.get(protection.get("trouble", ""), ""))


def unsigned(protection: Mapping[str, Any]) -> str:
    """Return why an answer went out without a signature that it should have had; "" for any other."""
    return str(_UNSIGNED.get(protection.get("unsigned", ""), ""))


def _badge(signature: Mapping[str, Any]) -> Badge:
    verdict = signature["verdict"]
    signer = signature["address"] or signature["name"] or _("somebody unknown")
    words = str(_VERDICTS.get(verdict, _VERDICTS["bad"])).format(signer=signer)
    return Badge(words, verdict == GOOD, _fingerprint(signature))


def _fingerprint(signature: Mapping[str, Any]) -> str:
    groups = in_groups(signature["fingerprint"])
    return _("Fingerprint: {fingerprint}").format(fingerprint=groups) if groups else ""
