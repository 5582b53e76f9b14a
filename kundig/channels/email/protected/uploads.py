"""What somebody uploads, read in a child of its own; Refused with a sentence where it is of no use."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.channels.email.protected import guard, keyring, wire
from kundig.core import caps
from kundig.core.errors import Refused

_UNFIT: dict[str, str | Promise] = {
    "password": _("The password does not open this key."),
    "no_key": _("There is no private key in this file."),
    "key_kind": _("Keys of this kind are not used for mail here: it must be RSA or elliptic."),
    "no_certificate": _("There is no certificate or public key in this file that belongs here."),
    "no_address": _("The certificate or key names no mail address."),
    "no_authority": _("This certificate may not vouch for others: it belongs to no authority."),
    "no_list": _("This is no revocation list."),
    "expired": _("The time of this key is over."),
    "unreadable": _("The file can’t be read. It must be PKCS#12 (.p12, .pfx) or PEM."),
}


def read_upload(what: str, content: bytes, password: str = "") -> dict[str, Any]:
    """Return the facts of an upload: of "smime", "pgp", "known", "authority" or "revocations"."""
    if len(content) > caps.PROTECTED_UPLOAD_BYTES:
        raise Refused(_("The file is too large for a key."))
    facts = {"what": what, "password": password, **keyring.trust_facts()}
    answer = guard.ask(wire.IMPORT, facts, content, secret=True)
    if answer is None:
        raise Refused(_UNFIT["unreadable"])
    found, _contents = answer
    if "unfit" in found:
        raise Refused(_UNFIT.get(found["unfit"], _UNFIT["unreadable"]))
    return found
