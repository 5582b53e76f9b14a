"""What happens to keys. No event holds key material: a fingerprint names a key."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Word, declare
from kundig.core.models import Matter

_DECISIONS = {
    "trusted": _("confirmed"),
    "distrusted": _("rejected"),
    "undecided": _("taken back"),
}

RULE_SET = declare(
    "mailbox.protection_set",
    _("{actor} changed what the mailbox signs and encrypts"),
    icon="shield",
    fields={"signs": bool, "encrypts": str, "prefers": str},
    audited=Matter.SECRETS,
)
KEY_ADDED = declare(
    "mailbox.key_added",
    _("{actor} gave the mailbox the key {fingerprint}"),
    icon="key-round",
    fields={"scheme": str, "fingerprint": str},
    audited=Matter.SECRETS,
)
KEY_RETIRED = declare(
    "mailbox.key_retired",
    _("{actor} stopped signing with the key {fingerprint}"),
    icon="key-round",
    fields={"fingerprint": str},
    audited=Matter.SECRETS,
)
KEY_FORGOTTEN = declare(
    "mailbox.key_forgotten",
    _("{actor} deleted the mailbox’s key {fingerprint}"),
    icon="trash-2",
    fields={"fingerprint": str},
    audited=Matter.SECRETS,
)
KNOWN_ADDED = declare(
    "known_key.added",
    _("{actor} uploaded the key {fingerprint} of {address}"),
    icon="key-round",
    fields={"address": str, "fingerprint": str},
    erases=("address", "fingerprint"),
    audited=Matter.SECRETS,
)
KNOWN_DECIDED = declare(
    "known_key.decided",
    _("{actor} decided about the key {fingerprint} of {address}: {trust}"),
    icon="shield-check",
    fields={"address": str, "fingerprint": str, "trust": Word(_DECISIONS)},
    erases=("address", "fingerprint"),
    audited=Matter.SECRETS,
)
KNOWN_FORGOTTEN = declare(
    "known_key.forgotten",
    _("{actor} deleted the key {fingerprint} of {address}"),
    icon="trash-2",
    fields={"address": str, "fingerprint": str},
    erases=("address", "fingerprint"),
    audited=Matter.SECRETS,
)
AUTHORITY_ADDED = declare(
    "trusted_authority.added",
    _("{actor} trusts the authority {authority}"),
    icon="shield-check",
    fields={"authority": str, "fingerprint": str},
    audited=Matter.SECRETS,
)
AUTHORITY_REMOVED = declare(
    "trusted_authority.removed",
    _("{actor} no longer trusts the authority {authority}"),
    icon="shield-alert",
    fields={"authority": str, "fingerprint": str},
    audited=Matter.SECRETS,
)
REVOCATIONS_ADDED = declare(
    "revocation_list.added",
    _("{actor} uploaded the revocation list of {issuer}"),
    icon="ban",
    fields={"issuer": str, "count": int},
    audited=Matter.SECRETS,
)
REVOCATIONS_REMOVED = declare(
    "revocation_list.removed",
    _("{actor} deleted the revocation list of {issuer}"),
    icon="trash-2",
    fields={"issuer": str},
    audited=Matter.SECRETS,
)
