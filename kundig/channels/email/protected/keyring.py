"""Which keys are used for whom: to open what comes, and to seal what goes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag

from kundig.channels.email.models import Mailbox
from kundig.channels.email.protected.models import (
    KnownKey,
    OwnKey,
    RevocationList,
    Scheme,
    Trust,
    TrustedAuthority,
)
from kundig.conversations.models import Channel
from kundig.core import caps, secrets

Facts = dict[str, Any]


def trust_facts() -> Facts:
    """Return whom we believe, as the child is told."""
    return {
        "authorities": list(TrustedAuthority.objects.values_list("public", flat=True)),
        "revocations": list(RevocationList.objects.values_list("public", flat=True)),
    }


def no_own_keys() -> Facts:
    """Return the own keys of somebody who has none."""
    return {"certificates": [], "keys": []}


def own_keys(channel: Channel) -> Facts:
    """Return all keys of a channel's mailbox with their private parts, retired ones too."""
    facts: Facts = no_own_keys()
    for key in OwnKey.objects.filter(mailbox__channel=channel).select_related("secret"):
        found = private(key)
        if found is not None:
            facts["certificates" if key.scheme == Scheme.SMIME else "keys"].append(found)
    return facts


def private(key: OwnKey) -> dict[str, str] | None:
    """Return a key with its private part; None where it was sealed with another encryption key."""
    try:
        held = json.loads(secrets.reveal(key.secret))
    except InvalidTag:
        return None
    return {"public": key.public, "private": held["private"], "passphrase": held["passphrase"]}


def known_of(address: str) -> list[str]:
    """Return the public OpenPGP keys that we know of an address; those first about which somebody has decided."""
    rows = KnownKey.objects.filter(scheme=Scheme.PGP, address=address.lower())
    rows = rows.order_by("-trust", "-seen_at")
    return list(rows.values_list("public", flat=True)[: caps.PROTECTED_KEYS_OF_ADDRESS])


def known_by_ids(ids: Iterable[str]) -> list[str]:
    """Return the public OpenPGP keys that these ids of a signature name, whosever they are."""
    rows = KnownKey.objects.filter(scheme=Scheme.PGP, key_ids__overlap=list(ids))
    found = dict(rows.values_list("fingerprint", "public")[: caps.PROTECTED_KEYS_OF_ADDRESS])
    return list(found.values())


def signing_key(mailbox: Mailbox, scheme: str, address: str) -> OwnKey | None:
    """Return the key that a mailbox signs with when it writes from an address; the newest there is."""
    keys = OwnKey.objects.usable().filter(mailbox=mailbox, scheme=scheme).select_related("secret")
    return next((key for key in keys if address.lower() in key.addresses), None)


def keys_for(addresses: Sequence[str], scheme: str) -> dict[str, KnownKey]:
    """Return for each address, in lower case, the key that mail to it is encrypted with, where there is one.

    Confirmed ones come first: where somebody has confirmed a key, no other is used.
    """
    wanted = {address.lower() for address in addresses}
    found: dict[str, KnownKey] = {}
    rows = KnownKey.objects.filter(address__in=wanted, scheme=scheme)
    ranked = sorted(
        rows, key=lambda one: (one.trust == Trust.TRUSTED, one.is_confirmed, one.seen_at)
    )
    confirmed = {one.address for one in rows if one.trust == Trust.TRUSTED}
    for key in ranked:
        if key.encrypts_now and (key.address not in confirmed or key.trust == Trust.TRUSTED):
            found[key.address] = key
    return found
