"""Which keys are used for whom: to open what comes, and to seal what goes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db.models import F

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
    """Return the public OpenPGP keys that we know of an address.

    Those first about which somebody has decided, then those that its owner has sent.
    """
    rows = KnownKey.objects.filter(scheme=Scheme.PGP, address=address.lower())
    rows = rows.order_by("-trust", F("proven_at").asc(nulls_last=True), "-seen_at")
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

    Where somebody has confirmed a key, no other is used. Of those that came with mails of a proven sender it is
    the first one, until somebody decides otherwise.
    """
    found: dict[str, KnownKey] = {}
    for address, keys in _by_address(addresses, scheme).items():
        confirmed = [one for one in keys if one.trust == Trust.TRUSTED]
        usable = [one for one in confirmed or keys if one.encrypts_now]
        if usable:
            found[address] = min(usable, key=_rank)
    return found


def waiting_for(addresses: Sequence[str]) -> list[KnownKey]:
    """Return the keys that wait until somebody confirms them, one for an address at most.

    Those of a proven sender who has another one now; those that anybody can have sent only where mail can't be
    encrypted otherwise: whoever makes keys up shall not hide the real one behind them.
    """
    used = [*keys_for(addresses, Scheme.PGP).values(), *keys_for(addresses, Scheme.SMIME).values()]
    served = {key.address for key in used}
    found: dict[str, KnownKey] = {}
    rows = KnownKey.objects.filter(address__in=_lower(addresses), trust=Trust.UNDECIDED)
    for key in rows.order_by(F("proven_at").desc(nulls_last=True), "-seen_at"):
        is_new = key.is_fit and not key.is_confirmed and key not in used
        if is_new and (key.proven_at is not None or key.address not in served):
            found.setdefault(key.address, key)
    return list(found.values())


def _by_address(addresses: Sequence[str], scheme: str) -> dict[str, list[KnownKey]]:
    found: dict[str, list[KnownKey]] = {}
    for key in KnownKey.objects.filter(address__in=_lower(addresses), scheme=scheme):
        found.setdefault(key.address, []).append(key)
    return found


def _lower(addresses: Sequence[str]) -> set[str]:
    return {address.lower() for address in addresses}


def _rank(key: KnownKey) -> tuple[bool, float]:
    """Confirmed ones before others, of these the last that was seen; of the others the first that was proven."""
    if key.is_confirmed or key.proven_at is None:
        return not key.is_confirmed, -key.seen_at.timestamp()
    return True, key.proven_at.timestamp()
