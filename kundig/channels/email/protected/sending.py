"""From a mail to a signed, encrypted one: as its author wants it, else as its mailbox does it.

What is to be encrypted goes out encrypted for every recipient or not at all.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kundig.channels.email.correspondents import Recipients
from kundig.channels.email.models import Mailbox
from kundig.channels.email.protected import guard, keyring, wire
from kundig.channels.email.protected.models import Encrypts, OwnKey, ProtectionRule, Scheme
from kundig.core.errors import DeliveryFailed

_ARMOR_BODY = re.compile(r"-----BEGIN [^-]+-----\s.*?\n\s*\n(.*?)(?:\n=|\n?-----END)", re.S)
_FIELD = re.compile(rb"\r\n(?![ \t])")


@dataclass(frozen=True)
class Copy:
    """A mail as some recipients get it."""

    recipients: tuple[str, ...]
    content: bytes


@dataclass(frozen=True)
class Plan:
    """What becomes of a mail: with which key it is signed, for whose keys it is encrypted.

    `missing` are those of whom there is no key where it was to be encrypted. `unsigned` says in a word why
    it is not signed although it should be.
    """

    scheme: str = ""
    key: OwnKey | None = None
    public: Mapping[str, str] | None = None
    missing: tuple[str, ...] = ()
    unsigned: str = ""
    must_sign: bool = False
    must_encrypt: bool = False

    @property
    def encrypts(self) -> bool:
        """Tell whether it goes out encrypted."""
        return self.public is not None

    @property
    def protects(self) -> bool:
        """Tell whether the mail changes at all."""
        return self.encrypts or self.key is not None

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the message keeps, in the words of `conversations.protection`."""
        facts: dict[str, Any] = {"unsigned": self.unsigned} if self.unsigned else {}
        if self.protects:
            facts |= {
                "scheme": self.scheme,
                "signed": self.key is not None,
                "encrypted": "whole" if self.encrypts else "",
            }
        return facts

    def must_be_possible(self) -> None:
        """Raise DeliveryFailed, for good and in plain words, where what is demanded can't be done."""
        if self.must_encrypt and not self.encrypts:
            raise DeliveryFailed(
                _(
                    "not sent, because it was to be encrypted and there is no key for {addresses}"
                ).format(addresses=", ".join(self.missing)),
                permanent=True,
            )
        if self.must_sign and self.key is None:
            raise DeliveryFailed(
                _("not sent, because it was to be signed and the mailbox has no valid key for it"),
                permanent=True,
            )


def plan(
    mailbox: Mailbox | None, wanted: Mapping[str, Any], sender: str, people: Recipients
) -> Plan:
    """Return what becomes of a mail; `wanted` holds "sign" and "encrypt" where its author has decided."""
    rule = ProtectionRule.objects.filter(mailbox=mailbox).first() if mailbox else None
    rule = rule or ProtectionRule()
    if mailbox is None or not (wanted or rule.signs or rule.encrypts != Encrypts.NEVER):
        return Plan()
    signs = bool(wanted.get("sign", rule.signs))
    encrypts = wanted.get("encrypt")
    # Nobody writes in clear through a mailbox that always encrypts.
    must_encrypt = rule.encrypts == Encrypts.ALWAYS or bool(encrypts)
    may_encrypt = must_encrypt or (encrypts is None and rule.encrypts == Encrypts.POSSIBLE)
    schemes = sorted(Scheme.values, key=lambda one: one != rule.prefers)
    scheme, public, missing = _for_whom(people, schemes) if may_encrypt else ("", None, ())
    key, signing = _signer(mailbox, [scheme] if public is not None else schemes, sender, signs)
    return Plan(
        scheme=scheme if public is not None else signing,
        key=key,
        public=public,
        missing=missing,
        unsigned=_why_unsigned(mailbox, sender) if signs and key is None else "",
        must_sign=bool(wanted.get("sign", False)),
        must_encrypt=must_encrypt,
    )


def lacks_key(mailbox: Mailbox, address: str) -> bool:
    """Tell whether a mail that nobody wrote could not go out to an address: the mailbox always encrypts, with no key for it."""
    found = plan(mailbox, {}, "", Recipients((address,), (), ()))
    return found.must_encrypt and not found.encrypts


def _for_whom(
    people: Recipients, schemes: list[str]
) -> tuple[str, dict[str, str] | None, tuple[str, ...]]:
    """The way in which everybody can be written to, with their keys; else who lacks one in the preferred way."""
    lacking: list[tuple[str, ...]] = []
    for scheme in schemes:
        found = keyring.keys_for(people.everybody, scheme)
        missing = tuple(one for one in people.everybody if one.lower() not in found)
        if not missing:
            return scheme, {address: key.public for address, key in found.items()}, ()
        lacking.append(missing)
    return "", None, min(lacking, key=len)


def _signer(
    mailbox: Mailbox, schemes: list[str], sender: str, signs: bool
) -> tuple[OwnKey | None, str]:
    if signs:
        for scheme in schemes:
            key = keyring.signing_key(mailbox, scheme, sender)
            if key is not None:
                return key, scheme
    return None, ""


def _why_unsigned(mailbox: Mailbox, sender: str) -> str:
    keys = OwnKey.objects.filter(mailbox=mailbox, retired_at=None)
    is_there = any(sender.lower() in key.addresses and key.has_expired for key in keys)
    return "expired" if is_there else "no_key"


def sealed(raw: bytes, plan: Plan, people: Recipients) -> list[Copy]:
    """Return a whole mail as the plan wants it: one copy, and one for each blind recipient where it is encrypted.

    A message names the keys that open it: whoever got a blind copy would stand in everybody's.
    DeliveryFailed where the keys could not be used; then nothing goes out.
    """
    headers, entity = split_entity(raw)
    groups = _groups(people) if plan.encrypts else []
    public = plan.public or {}
    facts = {
        "scheme": plan.scheme,
        "own": keyring.private(plan.key) if plan.key else None,
        "groups": [[public[one.lower()] for one in group] for group in groups],
    }
    if plan.key is not None and facts["own"] is None:
        raise DeliveryFailed(
            _("the mailbox’s key can’t be read with the present encryption key"), permanent=True
        )
    answer = guard.ask(wire.SEAL, facts, entity, secret=True)
    if answer is None:
        raise DeliveryFailed(_("the mail could not be signed or encrypted"), permanent=False)
    found, contents = answer
    if not plan.encrypts:
        return [Copy(tuple(people.everybody), headers + contents)]
    return [
        Copy(tuple(group), headers + content)
        for group, content in zip(groups, _apart(contents, found["sizes"]), strict=True)
    ]


def _groups(people: Recipients) -> list[list[str]]:
    seen = list(dict.fromkeys((*people.to, *people.cc)))
    known = {one.lower() for one in seen}
    return [seen, *([one] for one in people.bcc if one.lower() not in known)]


def _apart(contents: bytes, sizes: list[int]) -> list[bytes]:
    found, start = [], 0
    for size in sizes:
        found.append(contents[start : start + size])
        start += size
    return found


def split_entity(raw: bytes) -> tuple[bytes, bytes]:
    """Return the mail's own header fields, and its content as an entity that is never written anew."""
    head, _empty, body = raw.partition(b"\r\n\r\n")
    fields = _FIELD.split(head)
    of_content = [one for one in fields if one.lower().startswith(b"content-")]
    others = [one for one in fields if not one.lower().startswith(b"content-")]
    entity = b"\r\n".join(of_content) + b"\r\n\r\n" + body
    return b"\r\n".join(others) + b"\r\n", entity


def autocrypt(mailbox: Mailbox | None, sender: str) -> str:
    """Return the header by which others learn the mailbox's OpenPGP key (Autocrypt level 1); "" without one."""
    key = keyring.signing_key(mailbox, Scheme.PGP, sender) if mailbox else None
    match = _ARMOR_BODY.search(key.public.replace("\r\n", "\n")) if key else None
    if match is None:
        return ""
    data = b64encode(b64decode("".join(match[1].split()))).decode("ascii")
    lines = " ".join(data[at : at + 60] for at in range(0, len(data), 60))
    return f"addr={sender.lower()}; keydata= {lines}"
