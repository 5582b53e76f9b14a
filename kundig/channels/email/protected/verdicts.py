"""What is said of a signature: green only where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kundig.channels.email.protected.models import KnownKey, Trust
from kundig.channels.email.protected.report import Opened, Report, Signature
from kundig.core.text import one_line

GOOD = "good"

# The worst that can be said comes first.
Trusts = Mapping[str, str]


def verdict(signature: Signature, sender: str, trusts: Trusts) -> str:
    """Return one word for a signature on a mail from `sender`; `trusts` are decisions by fingerprint.

    "good" means: it fits the content, the signer's key is valid today and known to be theirs, and they are
    the sender. Otherwise the first reason against it.
    """
    if signature.state != "good":
        return signature.state
    if signature.life:
        return signature.life
    trust = trusts.get(signature.fingerprint, "")
    if trust == Trust.DISTRUSTED:
        return "distrusted"
    if not sender or sender.lower() not in signature.addresses:
        return "other_signer"
    if signature.covers_envelope:
        return "envelope"
    return GOOD if signature.vouched or trust == Trust.TRUSTED else "unconfirmed"


def decisions(report: Report, sender: str) -> Trusts:
    """Return what somebody has decided about the keys that signed, for the sender's address."""
    signed = {one.fingerprint for opened in report.everything for one in opened.signatures}
    rows = KnownKey.objects.filter(fingerprint__in=signed)
    found: dict[str, str] = {}
    for fingerprint, address, trust in rows.values_list("fingerprint", "address", "trust"):
        # Rejected for one address is rejected; confirmed counts for the address that it was confirmed for.
        if trust == Trust.DISTRUSTED or (address == sender.lower() and fingerprint not in found):
            found[fingerprint] = trust
    return found


def shown(signature: Signature, sender: str, trusts: Trusts) -> dict[str, Any]:
    """Return a signature as a message keeps it."""
    named = sender.lower() if sender.lower() in signature.addresses else ""
    return {
        "verdict": verdict(signature, sender, trusts),
        "scheme": signature.scheme,
        "address": one_line(named or next(iter(signature.addresses), ""), 320),
        "name": one_line(signature.name, 200),
        "fingerprint": signature.fingerprint,
    }


def shown_all(opened: Opened, sender: str, trusts: Trusts) -> list[dict[str, Any]]:
    """Return the signatures of a piece as a message keeps them."""
    return [shown(one, sender, trusts) for one in opened.signatures]
