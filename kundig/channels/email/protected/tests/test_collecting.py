"""M34: what a stranger sends makes no key worse than it was known here; From is only a claim."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import dkim
import pytest
from pysequoia import Cert, Tsk
from pysequoia.packet import PacketPile, Tag

from kundig.channels.email import actions as mailboxes
from kundig.channels.email.models import KnownKey, Mailbox
from kundig.channels.email.protected import actions, certificates
from kundig.channels.email.protected.collecting import collect
from kundig.channels.email.protected.keyring import keys_for, waiting_for
from kundig.channels.email.protected.report import FoundKey
from kundig.channels.email.protected.tests.arriving import arrived, is_green, verdicts
from kundig.channels.email.protected.tests.people import (
    authority,
    certified,
    entity,
    mail,
    pgp,
    pgp_signed,
    public,
)
from kundig.channels.email.senders import check
from kundig.channels.email.tests.test_senders_proven import PRIVATE, Names
from kundig.channels.email.tests.test_senders_proven import public as dkim_key
from kundig.channels.intake import take_in
from kundig.conversations.models import Message
from kundig.core import caps
from kundig.core.actor import SYSTEM
from tests.jobs import work_off

KOFI = "kofi@kunde.example"


def autocrypt(certificate: bytes, address: str = KOFI) -> str:
    """Return the header by which anybody may say that this is somebody's key."""
    return f"Autocrypt: addr={address}; keydata={b64encode(certificate).decode()}"


def stripped(certificate: Cert) -> bytes:
    """Return a key without the part that is encrypted for."""
    packets = list(PacketPile.from_bytes(bytes(certificate)))
    end = next(at for at, one in enumerate(packets) if one.tag == Tag.PublicSubkey)
    return b"".join(bytes(one) for one in packets[:end])


def test_m34_nobody_takes_a_confirmed_keys_parts_away(mailbox: Mailbox) -> None:
    actions.add_known(by=SYSTEM, content=bytes(public(pgp(KOFI))))
    arrived(mailbox, mail(entity(), KOFI, autocrypt(stripped(public(pgp(KOFI))))))
    kept = KnownKey.objects.get()
    assert kept.encrypts_now
    assert len(kept.key_ids) > 2


def test_m34_a_revoked_key_stays_so_whatever_comes_along(mailbox: Mailbox) -> None:
    address = "gestohlen@kunde.example"
    key = pgp(address)
    before = bytes(public(key))
    revoked = Cert.from_bytes(before + bytes(public(key).revoke(key.certifier())))
    actions.add_known(by=SYSTEM, content=bytes(revoked))
    arrived(mailbox, mail(entity("Neuer Anfang"), address, autocrypt(before, address)))
    message = arrived(mailbox, mail(pgp_signed(entity(), key), sender=address))
    assert verdicts(message) == ["revoked"]
    assert not is_green(message)
    # Nor does an old copy of it that somebody uploads.
    actions.add_known(by=SYSTEM, content=before)
    assert KnownKey.objects.get().revoked_at is not None
    again = arrived(mailbox, mail(pgp_signed(entity("Und noch einmal"), key), sender=address))
    assert verdicts(again) == ["revoked"]


def test_a_revocation_that_comes_along_counts(mailbox: Mailbox) -> None:
    address = "verloren@kunde.example"
    key = pgp(address)
    actions.add_known(by=SYSTEM, content=bytes(public(key)))
    revoked = Cert.from_bytes(bytes(public(key)) + bytes(public(key).revoke(key.certifier())))
    arrived(mailbox, mail(entity(), address, autocrypt(bytes(revoked), address)))
    kept = KnownKey.objects.get()
    assert kept.revoked_at is not None
    assert not kept.encrypts_now


def test_m34_a_certificate_without_those_above_it_is_vouched_for_as_before(db: None) -> None:
    own = certified(KOFI)
    trust = certificates.Trust([authority().certificate], (), ())
    found = certificates.found_key(own.certificate, own.chain, trust, "signature")
    assert found.vouched
    collect(by=SYSTEM, key=found, address=KOFI)
    collect(by=SYSTEM, key=replace(found, vouched=False, public="alone"), address=KOFI)
    kept = KnownKey.objects.get()
    assert kept.encrypts_now
    assert kept.public == found.public
    collect(by=SYSTEM, key=replace(found, life="revoked"), address=KOFI)
    collect(by=SYSTEM, key=found, address=KOFI)
    assert KnownKey.objects.get().revoked_at is not None


def test_m34_the_envelopes_sender_gets_no_key_of_another_from(mailbox: Mailbox) -> None:
    header = autocrypt(bytes(public(pgp(KOFI))), "kofi@kunde")
    take_in(mailbox.channel, mail(entity(), "kofi@kunde", header), envelope={"from": KOFI})
    work_off()
    assert Message.objects.get().sender["address"] == KOFI
    assert not KnownKey.objects.exists()


def test_m34_a_swollen_key_is_not_kept(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "PROTECTED_KEY_CHARS", 100)
    arrived(mailbox, mail(entity(), KOFI, autocrypt(bytes(public(pgp(KOFI))))))
    assert not KnownKey.objects.exists()


@pytest.mark.parametrize(("policy", "kept"), [("v=DMARC1; p=reject", 0), ("", 1)])
def test_m34_a_forged_mail_brings_no_key(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, policy: str, kept: int
) -> None:
    mailboxes.change(mailbox, by=SYSTEM, sender_checks="own")
    names = Names()
    names.records = {"_dmarc.kunde.example": policy} if policy else {}
    monkeypatch.setattr(check, "resolver", names)
    message = arrived(mailbox, mail(entity(), KOFI, autocrypt(bytes(public(pgp(KOFI))))))
    assert message.sender_check == ("failed" if policy else "unproven")
    assert KnownKey.objects.count() == kept


PROVEN = {"post._domainkey.kunde.example": dkim_key(), "_dmarc.kunde.example": "v=DMARC1; p=none"}


@pytest.fixture
def checking(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """The mailbox finds out by itself who wrote; Kofi's domain signs its mails."""
    mailboxes.change(mailbox, by=SYSTEM, sender_checks="own")
    names = Names()
    names.records = dict(PROVEN)
    monkeypatch.setattr(check, "resolver", names)
    return mailbox


def made(address: str = KOFI) -> Cert:
    """Return a key that anybody may make in Kofi's name."""
    return Tsk.generate(f"Kofi <{address}>").extract_certificate()


def brought(certificate: Cert) -> bytes:
    """Return a mail of Kofi's that brings a key along."""
    return mail(entity(certificate.fingerprint), KOFI, autocrypt(bytes(certificate)))


def proven(raw: bytes, *covered: bytes) -> bytes:
    """Return a mail with the signature of Kofi's domain, which is about From and these fields."""
    names = [b"from", *covered]
    signature = dkim.sign(raw, b"post", b"kunde.example", PRIVATE, include_headers=names)
    return bytes(signature) + raw


def used() -> str:
    """Return the fingerprint of the key that mail to Kofi is encrypted with; "" without one."""
    found = keys_for([KOFI], "pgp").get(KOFI)
    return found.fingerprint if found else ""


def test_m34_a_key_that_anybody_can_have_sent_is_used_for_nothing(mailbox: Mailbox) -> None:
    forged = made()
    arrived(mailbox, brought(forged))
    assert used() == ""
    (waiting,) = waiting_for([KOFI.upper()])
    assert waiting.fingerprint == forged.fingerprint
    actions.decide(waiting, by=SYSTEM, trust="trusted")
    assert used() == forged.fingerprint
    assert waiting_for([KOFI]) == []


def test_m34_the_first_key_of_a_proven_sender_is_used_and_no_later_one(checking: Mailbox) -> None:
    arrived(checking, brought(made()))
    assert used() == "", "nobody has signed it"
    first, second = made(), made()
    arrived(checking, proven(brought(first), b"autocrypt"))
    assert Message.objects.latest("pk").sender_check == "proven"
    assert used() == first.fingerprint
    assert waiting_for([KOFI]) == [], "what anybody can have sent is no news where there is a key"
    arrived(checking, proven(brought(second), b"autocrypt"))
    assert used() == first.fingerprint
    (waiting,) = waiting_for([KOFI])
    assert waiting.fingerprint == second.fingerprint
    actions.decide(waiting, by=SYSTEM, trust="trusted")
    assert used() == second.fingerprint


def test_m34_a_proven_mail_proves_no_key_that_was_added_on_its_way(checking: Mailbox) -> None:
    """Somebody posts a signed mail of Kofi's once more, with a header of their own."""
    arrived(checking, proven(brought(made())))
    assert Message.objects.latest("pk").sender_check == "proven"
    assert used() == ""
    real = proven(mail(entity("Guten Tag"), KOFI), b"subject")
    added = autocrypt(bytes(made())).encode() + b"\r\n"
    false = b"DKIM-Signature: v=1; a=rsa-sha256; d=kunde.example; s=post; h=autocrypt; bh=; b=\r\n"
    arrived(checking, false + added + real)
    assert Message.objects.latest("pk").sender_check == "proven"
    assert KnownKey.objects.count() == 2
    assert used() == ""


def test_m34_made_up_keys_keep_the_real_one_not_out(checking: Mailbox) -> None:
    for _number in range(caps.PROTECTED_KEYS_OF_ADDRESS + 2):
        arrived(checking, brought(made()))
    assert KnownKey.objects.count() == caps.PROTECTED_KEYS_OF_ADDRESS
    real = made()
    arrived(checking, proven(brought(real), b"autocrypt"))
    assert used() == real.fingerprint
    confirmed = made()
    actions.add_known(by=SYSTEM, content=bytes(confirmed))
    last = [made() for _number in range(caps.PROTECTED_KEYS_OF_ADDRESS)]
    for one in last:
        arrived(checking, brought(one))
    kept = set(KnownKey.objects.values_list("fingerprint", flat=True))
    assert kept == {one.fingerprint for one in (real, confirmed, *last)}


def test_m34_a_proven_sender_fills_no_shelf_either(db: None) -> None:
    found = [replace(FACTS, fingerprint=f"{number:040x}") for number in range(40)]
    for key in found:
        collect(by=SYSTEM, key=key, address=KOFI, is_proven=True)
    assert KnownKey.objects.count() == 2 * caps.PROTECTED_KEYS_OF_ADDRESS
    assert used() == found[0].fingerprint


FACTS = FoundKey("pgp", (KOFI,), "0" * 40, "public", source="attached")
