"""Keys that come along with mails, kept so that we can answer encrypted and know the sender again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.channels.email.protected.models import KnownKey, Source, Trust
from kundig.channels.email.protected.report import FoundKey, Report
from kundig.conversations.permissions import RECEIVE
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.text import one_line
from kundig.core.time import now


def worth_keeping(report: Report, sender: str) -> list[FoundKey]:
    """Return the keys of the sender's own address; a certificate only with a signature that proves it to be held.

    Whatever else a mail brings along is somebody else's, and they have not sent it.
    """
    address = sender.lower()
    proven = {
        signature.addresses
        for opened in report.everything
        for signature in opened.signatures
        if signature.state == "good"
    }
    return [
        key
        for key in report.keys
        if address in key.addresses and (key.scheme == "pgp" or key.addresses in proven)
    ]


@action(
    "known_key.collect",
    _("Keep a key that came with a mail"),
    needs=RECEIVE,
    icon="key-round",
    offered=False,
    locks=False,
)
def collect(
    *,
    by: Actor,  # noqa: ARG001  # the wrapper asks
    key: FoundKey,
    address: str,
    is_proven: bool = False,
) -> KnownKey | None:
    """Keep somebody's key for an address, or note that it was seen again; nobody has confirmed it by that.

    `is_proven`: the mail is known to come from the address, and the key to be part of what was sent. Of others
    the oldest make room, so that whoever makes keys up keeps no real one out. None for a key that is longer
    than any need be.
    """
    if len(key.public) > caps.PROTECTED_KEY_CHARS:
        return None
    found = KnownKey.objects.filter(
        address=address.lower(), scheme=key.scheme, fingerprint=key.fingerprint
    ).first()
    proven_at = now() if is_proven else None
    if found is not None:
        proven = {"proven_at": found.proven_at or proven_at}
        KnownKey.objects.filter(pk=found.pk).update(seen_at=now(), **proven, **_news(found, key))
        return found
    _make_room(address.lower(), key.scheme)
    return KnownKey.objects.create(
        proven_at=proven_at,
        address=address.lower()[:320],
        scheme=key.scheme,
        fingerprint=key.fingerprint[:128],
        source=Source(key.source),
        **facts_of(key),
    )


def _make_room(address: str, scheme: str) -> None:
    """Let the keys go that were not seen for longest, of those about which nobody knows anything.

    Never what somebody has decided about. Of what an authority vouches for or a proven sender has sent, the
    first ones stay: the very first is the one that is used.
    """
    rows = KnownKey.objects.filter(address=address, scheme=scheme, trust=Trust.UNDECIDED)
    firm = rows.filter(Q(is_vouched=True) | Q(proven_at__isnull=False)).order_by("first_seen_at")
    kept = list(firm.values_list("pk", flat=True)[: caps.PROTECTED_KEYS_OF_ADDRESS])
    loose = rows.exclude(pk__in=kept).order_by("-seen_at", "-pk").values_list("pk", flat=True)
    KnownKey.objects.filter(pk__in=list(loose[caps.PROTECTED_KEYS_OF_ADDRESS - 1 :])).delete()


def _news(known: KnownKey, key: FoundKey) -> dict[str, Any]:
    """What a mail may change of a key that is known: From is a claim, so nothing that makes it worth less.

    What an OpenPGP key has come along with before is in it (`openpgp.added_to`). A certificate is always the
    same; who vouches for it is told by those above it, which may be left out.
    """
    revoked_at = known.revoked_at or (now() if key.life == "revoked" else None)
    if key.scheme == "smime" and (known.is_vouched or not key.vouched):
        return {"revoked_at": revoked_at}
    return {**facts_of(key), "revoked_at": revoked_at}


def facts_of(key: FoundKey) -> dict[str, Any]:
    """Return what of a key may change: an owner makes it longer valid, adds parts, revokes it."""
    ends = key.expires
    return {
        "name": one_line(key.name, 200),
        "public": key.public,
        "key_ids": [id[:128] for id in key.key_ids],
        "is_vouched": key.vouched,
        "can_encrypt": key.can_encrypt,
        "expires_at": _time(ends) if ends is not None else None,
        "revoked_at": now() if key.life == "revoked" else None,
    }


def _time(seconds: float) -> datetime | None:
    """The moment, or none: some certificates are meant to outlive every calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
