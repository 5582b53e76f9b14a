"""What people decide about keys: give a mailbox its own, confirm or reject others', name authorities."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.channels.email.models import Mailbox
from kundig.channels.email.protected import events, guard, keyring, wire
from kundig.channels.email.protected.collecting import facts_of
from kundig.channels.email.protected.models import (
    Encrypts,
    KnownKey,
    OwnKey,
    ProtectionRule,
    RevocationList,
    Scheme,
    Source,
    Trust,
    TrustedAuthority,
)
from kundig.channels.email.protected.report import read_key
from kundig.channels.email.protected.uploads import read_upload
from kundig.channels.permissions import MANAGE
from kundig.channels.reach import must_arrange
from kundig.core import caps, secrets
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now


@action(
    "mailbox.set_protection",
    _("Set signing and encrypting"),
    needs=MANAGE,
    icon="shield",
    offered=False,
)
def set_protection(
    mailbox: Mailbox, *, by: Actor, signs: bool, encrypts: str, prefers: str
) -> None:
    """Say what a mailbox signs and encrypts by itself; Refused for what there is none of."""
    must_arrange(by, mailbox.channel)
    if encrypts not in Encrypts.values or prefers not in Scheme.values:
        raise Refused(_("There is no such way to sign or encrypt."))
    wanted = {"signs": signs, "encrypts": encrypts, "prefers": prefers}
    kept, _made = ProtectionRule.objects.get_or_create(mailbox=mailbox)
    if all(getattr(kept, name) == value for name, value in wanted.items()):
        return
    ProtectionRule.objects.filter(pk=kept.pk).update(**wanted)
    record(mailbox, events.RULE_SET, by=by, **wanted)


@action("mailbox.add_key", _("Add key"), needs=MANAGE, icon="key-round", offered=False)
def add_key(
    mailbox: Mailbox, *, by: Actor, scheme: str, content: bytes, password: str = ""
) -> OwnKey:
    """Give a mailbox a key of its own: PKCS#12 or PEM for S/MIME, a private key in armor for OpenPGP.

    Its private part is sealed with the installation's encryption key. Refused for what can't be read, what
    the password does not open, and what belongs to none of the mailbox's addresses.
    """
    must_arrange(by, mailbox.channel)
    if scheme not in Scheme.values:
        raise Refused(_("There is no such way to sign or encrypt."))
    found = read_upload(scheme, content, password)
    key = read_key(found["public"])
    ours = {address.lower() for address in mailbox.channel.senders()}
    if not ours & set(key.addresses):
        raise Refused(
            _("This key belongs to %(addresses)s, and not to this mailbox.")
            % {"addresses": ", ".join(key.addresses[:3])}
        )
    same = OwnKey.objects.filter(mailbox=mailbox, fingerprint=key.fingerprint).first()
    held = json.dumps({"private": found["private"], "passphrase": found["passphrase"]})
    facts = facts_of(key)
    kept = same or OwnKey(mailbox=mailbox, scheme=scheme, fingerprint=key.fingerprint)
    kept.secret = secrets.replace(same.secret if same else None, held)
    kept.name, kept.public = facts["name"], key.public
    kept.addresses = list(key.addresses)
    kept.expires_at, kept.retired_at = facts["expires_at"], None
    kept.save()
    record(mailbox, events.KEY_ADDED, by=by, scheme=scheme, fingerprint=key.fingerprint)
    return kept


@action("own_key.retire", _("Sign no more with it"), needs=MANAGE, icon="archive", offered=False)
def retire_key(key: OwnKey, *, by: Actor) -> None:
    """Sign no more with a key; what was encrypted for it can still be read."""
    must_arrange(by, key.mailbox.channel)
    if key.retired_at is not None:
        return
    key.retired_at = now()
    key.save(update_fields=["retired_at"])
    record(key.mailbox, events.KEY_RETIRED, by=by, fingerprint=key.fingerprint)


@action("own_key.forget", _("Delete key"), needs=MANAGE, icon="trash-2", offered=False)
def forget_key(key: OwnKey, *, by: Actor) -> None:
    """Delete a key for good; mails that come encrypted for it stay closed from now on."""
    must_arrange(by, key.mailbox.channel)
    mailbox, secret = key.mailbox, key.secret
    key.delete()
    secret.delete()
    record(mailbox, events.KEY_FORGOTTEN, by=by, fingerprint=key.fingerprint)


@action("known_key.add", _("Add key of others"), needs=MANAGE, icon="key-round", offered=False)
def add_known(*, by: Actor, content: bytes) -> list[KnownKey]:
    """Keep the certificates or public keys in an upload as confirmed: whoever uploads them has checked them."""
    must_arrange(by, None)
    kept = []
    for facts in read_upload("known", content)["keys"]:
        key = read_key(facts)
        for address in key.addresses[: caps.PROTECTED_KEYS_OF_ADDRESS]:
            named: dict[str, Any] = {
                "address": address[:320],
                "scheme": key.scheme,
                "fingerprint": key.fingerprint,
            }
            is_revoked = KnownKey.objects.filter(**named).exclude(revoked_at=None).exists()
            # An old copy does not know of it yet.
            news = {} if is_revoked else facts_of(key)
            one, _made = KnownKey.objects.update_or_create(
                **named, defaults={**news, "source": Source.UPLOAD, "trust": Trust.TRUSTED}
            )
            record(one, events.KNOWN_ADDED, by=by, address=one.address, fingerprint=one.fingerprint)
            kept.append(one)
    return kept


@action("known_key.decide", _("Decide about a key"), needs=MANAGE, icon="shield-check")
def decide(key: KnownKey, *, by: Actor, trust: str) -> None:
    """Confirm ("trusted") or reject ("distrusted") somebody's key, or take that back (""), for its address."""
    must_arrange(by, None)
    if trust not in Trust.values:
        raise Refused(_("There is no such decision."))
    if key.trust == trust:
        return
    key.trust = trust
    key.save(update_fields=["trust"])
    record(
        key,
        events.KNOWN_DECIDED,
        by=by,
        address=key.address,
        fingerprint=key.fingerprint,
        trust=trust or "undecided",
    )


@action("known_key.forget", _("Delete key"), needs=MANAGE, icon="trash-2", offered=False)
def forget_known(key: KnownKey, *, by: Actor) -> None:
    """Delete somebody's key; the next mail that brings it lets us know it again."""
    must_arrange(by, None)
    record(key, events.KNOWN_FORGOTTEN, by=by, address=key.address, fingerprint=key.fingerprint)
    key.delete()


@action(
    "trusted_authority.add",
    _("Trust an authority"),
    needs=MANAGE,
    icon="shield-check",
    offered=False,
)
def add_authority(*, by: Actor, content: bytes) -> TrustedAuthority:
    """Believe the certificates of an authority; those that we know already are looked at anew."""
    must_arrange(by, None)
    key = read_key(read_upload("authority", content))
    facts = facts_of(key)
    kept, is_new = TrustedAuthority.objects.get_or_create(
        fingerprint=key.fingerprint,
        defaults={name: facts[name] for name in ("name", "public", "expires_at")},
    )
    if is_new:
        record(
            kept, events.AUTHORITY_ADDED, by=by, authority=kept.name, fingerprint=kept.fingerprint
        )
        _judge_anew()
    return kept


@action("trusted_authority.remove", _("Trust no more"), needs=MANAGE, icon="trash-2", offered=False)
def remove_authority(authority: TrustedAuthority, *, by: Actor) -> None:
    """Believe an authority no more."""
    must_arrange(by, None)
    record(
        authority,
        events.AUTHORITY_REMOVED,
        by=by,
        authority=authority.name,
        fingerprint=authority.fingerprint,
    )
    authority.delete()
    _judge_anew()


@action("revocation_list.add", _("Add revocation list"), needs=MANAGE, icon="ban", offered=False)
def add_revocations(*, by: Actor, content: bytes) -> RevocationList:
    """Know which certificates an authority has revoked. Refused where a newer list of it is here already."""
    must_arrange(by, None)
    found = read_upload("revocations", content)
    issuer = one_line(found["issuer"], 500)
    issued_at = datetime.fromtimestamp(found["issued"], UTC)
    kept = RevocationList.objects.filter(issuer=issuer).first() or RevocationList(issuer=issuer)
    if kept.pk:
        lock(kept)
        if kept.issued_at > issued_at:
            raise Refused(_("A newer list of this authority is here already."))
    kept.public, kept.count, kept.issued_at = found["public"], found["count"], issued_at
    kept.next_at = datetime.fromtimestamp(found["next"], UTC) if found["next"] else None
    kept.added_at = now()
    kept.save()
    record(kept, events.REVOCATIONS_ADDED, by=by, issuer=issuer, count=kept.count)
    _judge_anew()
    return kept


@action("revocation_list.remove", _("Delete list"), needs=MANAGE, icon="trash-2", offered=False)
def remove_revocations(revocations: RevocationList, *, by: Actor) -> None:
    """Forget a revocation list; what it named counts again."""
    must_arrange(by, None)
    record(revocations, events.REVOCATIONS_REMOVED, by=by, issuer=revocations.issuer)
    revocations.delete()
    _judge_anew()


def _judge_anew() -> None:
    """Ask of every certificate that we know how it stands, now that other authorities or lists count."""
    keys = list(KnownKey.objects.filter(scheme=Scheme.SMIME)[: caps.PROTECTED_JUDGED])
    if not keys:
        return
    facts = {"judged": [key.public for key in keys], **keyring.trust_facts()}
    answer = guard.ask(wire.JUDGE, facts, secret=False)
    if answer is None:
        raise Refused(_("The certificates could not be checked; please try again."))
    for key, found in zip(keys, answer[0]["judged"], strict=True):
        key.is_vouched = found["vouched"] is True
        is_revoked = found["life"] == "revoked"
        key.revoked_at = (key.revoked_at or now()) if is_revoked else None
    KnownKey.objects.bulk_update(keys, ["is_vouched", "revoked_at"])
