"""M34: a green badge only where whole message, key, person and time fit; else a sentence that says why not."""

from __future__ import annotations

from base64 import b64encode

import pytest
from pysequoia import Cert, SignatureMode, sign

from kundig.channels.email.models import KnownKey, Mailbox, TrustedAuthority
from kundig.channels.email.protected import actions
from kundig.channels.email.protected.tests.arriving import arrived, drawn, is_green, verdicts
from kundig.channels.email.protected.tests.people import (
    authority,
    certified,
    entity,
    mail,
    mixed,
    pem_of,
    pgp,
    pgp_signed,
    public,
    smime_signed,
)
from kundig.core.actor import SYSTEM

KOFI, IDA = "kofi@kunde.example", "ida@vip.example"


def known(address: str, *, trust: str = "trusted") -> KnownKey:
    """Return somebody's OpenPGP key, as somebody here has decided about it."""
    actions.add_known(by=SYSTEM, content=bytes(public(pgp(address))))
    key = KnownKey.objects.get(scheme="pgp", address=address)
    actions.decide(key, by=SYSTEM, trust=trust)
    return key


def test_a_signed_mail_is_green(mailbox: Mailbox, trusted: TrustedAuthority) -> None:
    message = arrived(mailbox, mail(smime_signed(entity(), certified(KOFI))))
    assert verdicts(message) == ["good"]
    assert "Signed by kofi@kunde.example" in drawn(message)
    assert is_green(message)
    assert message.text.strip() == "Guten Tag, anbei die Zahlen."
    # The signature itself is said in words, and is no file that anybody has to look at.
    assert not message.attachments.exists()


def test_line_ends_that_a_mailbox_has_changed_spoil_no_signature(
    mailbox: Mailbox, trusted: TrustedAuthority
) -> None:
    raw = mail(smime_signed(entity(), certified(KOFI, elliptic=True))).replace(b"\r\n", b"\n")
    assert verdicts(arrived(mailbox, raw)) == ["good"]


def test_m34_a_changed_mail_is_not_green(mailbox: Mailbox, trusted: TrustedAuthority) -> None:
    raw = mail(smime_signed(entity(), certified(KOFI))).replace(b"die Zahlen.", b"die Zahlex.")
    message = arrived(mailbox, raw)
    assert verdicts(message) == ["bad"]
    assert not is_green(message)
    assert "was changed after it was signed" in drawn(message)


def test_m34_signed_by_somebody_else_than_from(mailbox: Mailbox, trusted: TrustedAuthority) -> None:
    message = arrived(mailbox, mail(smime_signed(entity(), certified(IDA)), sender=KOFI))
    assert verdicts(message) == ["other_signer"]
    assert not is_green(message)
    assert "Signed by ida@vip.example, and not by the sender" in drawn(message)


def test_m34_nobody_vouches_for_the_certificate(mailbox: Mailbox) -> None:
    message = arrived(mailbox, mail(smime_signed(entity(), certified(KOFI))))
    assert verdicts(message) == ["unconfirmed"]
    assert not is_green(message)


def test_m34_a_certificate_for_a_web_server_signs_no_mail(
    mailbox: Mailbox, trusted: TrustedAuthority
) -> None:
    message = arrived(mailbox, mail(smime_signed(entity(), certified(KOFI, usage="server"))))
    assert verdicts(message) == ["unconfirmed"]
    assert not is_green(message)


def test_m34_an_expired_certificate(mailbox: Mailbox, trusted: TrustedAuthority) -> None:
    message = arrived(mailbox, mail(smime_signed(entity(), certified(KOFI, days=(-20, -1)))))
    assert verdicts(message) == ["expired"]
    assert not is_green(message)


def test_m34_a_revoked_certificate(mailbox: Mailbox, trusted: TrustedAuthority) -> None:
    own = certified(KOFI)
    actions.add_revocations(by=SYSTEM, content=authority().revokes(own.certificate))
    message = arrived(mailbox, mail(smime_signed(entity(), own)))
    assert verdicts(message) == ["revoked"]
    assert not is_green(message)


def test_m34_a_list_of_another_authority_revokes_nothing(
    mailbox: Mailbox, trusted: TrustedAuthority
) -> None:
    own = certified(KOFI)
    actions.add_revocations(by=SYSTEM, content=authority("Evil").revokes(own.certificate))
    assert verdicts(arrived(mailbox, mail(smime_signed(entity(), own)))) == ["good"]


@pytest.mark.parametrize("trust", ["trusted", "distrusted"])
def test_a_decision_by_hand_counts(mailbox: Mailbox, trust: str) -> None:
    own = certified(KOFI, by="Unknown Root")
    actions.add_known(by=SYSTEM, content=pem_of(own))
    actions.decide(KnownKey.objects.get(), by=SYSTEM, trust=trust)
    message = arrived(mailbox, mail(smime_signed(entity(), own)))
    assert verdicts(message) == [{"trusted": "good"}.get(trust, trust)]


def test_m34_only_one_part_is_signed(mailbox: Mailbox, trusted: TrustedAuthority) -> None:
    signed = smime_signed(entity("Bitte an Konto 4711."), certified(KOFI))
    message = arrived(mailbox, mail(mixed(entity("Neu: an Konto 666."), signed)))
    assert verdicts(message) == []
    (part,) = message.protection["parts"]
    assert part["text"] == "Bitte an Konto 4711."
    assert [one["verdict"] for one in part["signatures"]] == ["good"]
    page = drawn(message)
    assert "Only this part is signed, nothing else of the message:" in page
    assert page.index("Only this part is signed") < page.index("Signed by kofi@kunde.example")
    assert "Konto 666" in message.text


def test_m34_a_signed_mail_within_a_mail_says_nothing_of_the_sender(
    mailbox: Mailbox, trusted: TrustedAuthority
) -> None:
    inner = mail(smime_signed(entity("Guten Tag"), certified(KOFI)))
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + inner
    message = arrived(mailbox, mail(mixed(entity("siehe unten"), forwarded)))
    assert message.protection == {}
    assert not is_green(message)


def test_m34_two_senders_are_nobody_whom_a_signature_could_name(
    mailbox: Mailbox, trusted: TrustedAuthority
) -> None:
    raw = mail(smime_signed(entity(), certified(KOFI)), KOFI, f"From: {IDA}")
    assert verdicts(arrived(mailbox, raw)) == ["other_signer"]


def test_pgp_signed_mail_is_green_where_somebody_has_confirmed_the_key(mailbox: Mailbox) -> None:
    known(KOFI)
    message = arrived(mailbox, mail(pgp_signed(entity(), pgp(KOFI))))
    assert verdicts(message) == ["good"]
    assert is_green(message)
    assert not message.attachments.exists()


@pytest.mark.parametrize(("trust", "verdict"), [("", "unconfirmed"), ("distrusted", "distrusted")])
def test_m34_pgp_key_that_nobody_has_confirmed(mailbox: Mailbox, trust: str, verdict: str) -> None:
    known(KOFI, trust=trust)
    message = arrived(mailbox, mail(pgp_signed(entity(), pgp(KOFI))))
    assert verdicts(message) == [verdict]
    assert not is_green(message)


def test_m34_pgp_key_that_nobody_knows(mailbox: Mailbox) -> None:
    message = arrived(mailbox, mail(pgp_signed(entity(), pgp(KOFI))))
    assert verdicts(message) == ["unknown"]
    assert not is_green(message)


def test_m34_pgp_key_of_another_address(mailbox: Mailbox) -> None:
    known(IDA)
    message = arrived(mailbox, mail(pgp_signed(entity(), pgp(IDA)), sender=KOFI))
    assert verdicts(message) == ["other_signer"]
    assert not is_green(message)


def test_m34_changed_pgp_mail(mailbox: Mailbox) -> None:
    known(KOFI)
    raw = mail(pgp_signed(entity(), pgp(KOFI))).replace(b"die Zahlen.", b"die Zahlex.")
    message = arrived(mailbox, raw)
    assert verdicts(message) == ["bad"]
    assert not is_green(message)


def test_m34_revoked_pgp_key(mailbox: Mailbox) -> None:
    key = pgp("revoked@kunde.example")
    signed = mail(pgp_signed(entity(), key), sender="revoked@kunde.example")
    certificate = public(key)
    revoked = Cert.from_bytes(bytes(certificate) + bytes(certificate.revoke(key.certifier())))
    actions.add_known(by=SYSTEM, content=bytes(revoked))
    message = arrived(mailbox, signed)
    assert verdicts(message) == ["revoked"]
    assert not is_green(message)


def test_pgp_text_in_the_cleartext_framework(mailbox: Mailbox) -> None:
    known(KOFI)
    armored = sign(pgp(KOFI).signer(), b"Bitte liefern.\n", mode=SignatureMode.CLEAR).decode()
    message = arrived(mailbox, mail(entity(armored)))
    assert verdicts(message) == ["good"]
    assert message.text.strip() == "Bitte liefern."


def test_m34_words_around_signed_text_are_not_signed(mailbox: Mailbox) -> None:
    known(KOFI)
    armored = sign(pgp(KOFI).signer(), b"Bitte liefern.\n", mode=SignatureMode.CLEAR).decode()
    message = arrived(mailbox, mail(entity(f"Doch nicht!\n\n{armored}")))
    assert verdicts(message) == []
    assert message.protection["parts"][0]["text"] == "Bitte liefern."
    assert "Doch nicht!" in message.text


def test_keys_that_come_along_are_kept_for_the_sender_alone(
    mailbox: Mailbox, trusted: TrustedAuthority
) -> None:
    arrived(mailbox, mail(smime_signed(entity(), certified(KOFI))))
    arrived(mailbox, mail(smime_signed(entity(), certified(IDA)), sender=KOFI))
    (kept,) = KnownKey.objects.all()
    assert (kept.address, kept.source, kept.trust) == (KOFI, "signature", "")
    assert kept.is_vouched
    assert kept.encrypts_now


def test_a_key_from_autocrypt_is_known_and_not_confirmed(mailbox: Mailbox) -> None:
    data = b64encode(bytes(public(pgp(KOFI)))).decode()
    header = f"Autocrypt: addr={KOFI}; prefer-encrypt=mutual; keydata={data}"
    message = arrived(mailbox, mail(pgp_signed(entity(), pgp(KOFI)), KOFI, header))
    (kept,) = KnownKey.objects.all()
    assert (kept.address, kept.source, kept.is_confirmed) == (KOFI, "autocrypt", False)
    assert not is_green(message)
    # The next one names a key that we know, and nobody has confirmed.
    again = arrived(mailbox, mail(pgp_signed(entity("Noch etwas"), pgp(KOFI))))
    assert verdicts(again) == ["unconfirmed"]


def test_m34_autocrypt_for_somebody_else_is_not_kept(mailbox: Mailbox) -> None:
    data = b64encode(bytes(public(pgp(IDA)))).decode()
    arrived(mailbox, mail(entity(), KOFI, f"Autocrypt: addr={IDA}; keydata={data}"))
    assert not KnownKey.objects.exists()
