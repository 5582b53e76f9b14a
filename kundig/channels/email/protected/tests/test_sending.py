"""M34: answers go out signed and encrypted as wanted; what can't be encrypted and must be does not go out."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse
from pysequoia import Tsk, decrypt
from pysequoia.packet import PacketPile, Tag

from kundig.channels import outbox
from kundig.channels.email import actions as mailboxes
from kundig.channels.email.models import KnownKey, Mailbox, SentMail
from kundig.channels.email.protected import actions
from kundig.channels.email.protected.offers import offer
from kundig.channels.email.protected.tests.arriving import arrived, drawn, verdicts
from kundig.channels.email.protected.tests.people import (
    certified,
    entity,
    mail,
    pem_of,
    pgp,
    pgp_encrypted,
    pkcs12_of,
    public,
    smime_encrypted,
)
from kundig.channels.intake import take_in
from kundig.conversations.actions import forward, note_no_key, reply, revise
from kundig.conversations.models import Conversation, Delivery, DeliveryState, Draft, Message
from kundig.core import blobs
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Event
from kundig.core.text import in_groups
from kundig.core.time import now
from kundig.staff.models import Agent
from tests.jobs import work_off

HELP, KOFI, IDA, OTTO = (
    "hilfe@firma.example", "kofi@kunde.example", "ida@vip.example", "otto@kunde.example"
)  # fmt: skip


@pytest.fixture
def conversation(mailbox: Mailbox) -> Conversation:
    """Kofi has written in clear."""
    return arrived(mailbox, mail(entity("Was kostet die Lampe?"))).conversation


def rule(mailbox: Mailbox, *, signs: bool = False, encrypts: str = "never") -> None:
    """Let the mailbox sign and encrypt by itself."""
    actions.set_protection(mailbox, by=SYSTEM, signs=signs, encrypts=encrypts, prefers="smime")


def knows(*keys: bytes) -> None:
    """Let these keys be confirmed here."""
    for key in keys:
        actions.add_known(by=SYSTEM, content=key)


def answered(
    conversation: Conversation,
    by: Agent,
    *,
    bcc: Sequence[str] = (),
    sign: bool | None = None,
    encrypt: bool | None = None,
) -> Message:
    """Return an answer after its first attempt."""
    message = reply(
        conversation, by=by.actor, text="Zwölf Euro.", bcc=bcc, sign=sign, encrypt=encrypt
    )
    Delivery.objects.update(due_at=now())
    outbox.send(message.delivery.pk)
    return Message.objects.get(pk=message.pk)


def sent() -> list[bytes]:
    """Return the mails that went out, the first to the visible recipients."""
    return [blobs.content(one.blob_id) for one in SentMail.objects.order_by("pk")]


def state(message: Message) -> tuple[str, str]:
    """Return how the delivery stands, and why."""
    delivery = Delivery.objects.get(message=message)
    return delivery.state, delivery.error


def test_a_mailbox_signs_every_mail(
    smime_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    rule(smime_key, signs=True)
    message = answered(conversation, anna)
    (raw,) = sent()
    assert b"multipart/signed" in raw
    assert b"smime.p7s" in raw
    assert message.protection["signed"]
    assert "Sent signed" in drawn(message)


def test_m34_what_must_be_encrypted_and_can_not_be_does_not_go_out(
    smime_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    rule(smime_key, encrypts="always")
    message = answered(conversation, anna)
    assert sent() == []
    assert state(message) == (
        DeliveryState.FAILED,
        f"not sent, because it was to be encrypted and there is no key for {KOFI}",
    )


def test_m34_nobody_writes_in_clear_where_the_mailbox_always_encrypts(
    smime_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    rule(smime_key, encrypts="always")
    assert state(answered(conversation, anna, encrypt=False))[0] == DeliveryState.FAILED
    assert sent() == []


def test_m34_one_recipient_without_a_key_stops_all(
    smime_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    knows(pem_of(certified(KOFI)))
    message = answered(conversation, anna, bcc=[IDA], encrypt=True)
    assert sent() == []
    assert IDA in state(message)[1]


def test_m34_what_was_to_be_encrypted_still_is_when_it_is_written_anew(
    smime_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    message = answered(conversation, anna, encrypt=True)
    revise(message, by=anna.actor)
    assert Draft.objects.get().protection == {"encrypt": True}


def test_where_there_is_a_key_for_everybody_it_is_encrypted(
    smime_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    rule(smime_key, encrypts="possible")
    answered(conversation, anna)
    assert b"pkcs7-mime" not in sent()[0]
    knows(pem_of(certified(KOFI)))
    message = answered(conversation, anna)
    assert b"enveloped-data" in sent()[1]
    assert b"Euro" not in sent()[1]
    assert "Sent encrypted" in drawn(message)


def test_a_certificate_that_nobody_vouches_for_is_not_encrypted_for(
    mailbox: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    knows(pem_of(certified(KOFI)))
    actions.decide(KnownKey.objects.get(), by=SYSTEM, trust="")
    assert state(answered(conversation, anna, encrypt=True))[0] == DeliveryState.FAILED


def test_m34_a_confirmed_key_is_not_replaced_by_one_that_came_along(
    pgp_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    knows(bytes(public(pgp(KOFI))))
    forged = Tsk.generate(f"Kofi <{KOFI}>").extract_certificate()
    knows(bytes(forged))
    false = KnownKey.objects.get(fingerprint=forged.fingerprint)
    actions.decide(false, by=SYSTEM, trust="")
    answered(conversation, anna, encrypt=True)
    seen = pgp(KOFI)
    armored = b"-----BEGIN PGP" + sent()[0].partition(b"-----BEGIN PGP")[2]
    message = armored.partition(b"-----END PGP MESSAGE-----")[0] + b"-----END PGP MESSAGE-----"
    assert b"Zw" in (decrypt(message, seen.decryptor()).bytes or b"")


def test_m34_blind_copies_stand_in_nobody_elses_mail(
    pgp_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    knows(bytes(public(pgp(KOFI))), bytes(public(pgp(IDA))), bytes(public(pgp(OTTO))))
    message = answered(conversation, anna, bcc=[IDA, OTTO], encrypt=True)
    assert state(message)[0] == DeliveryState.SENT
    copies = {one.recipients[0]: blobs.content(one.blob_id) for one in SentMail.objects.all()}
    assert set(copies) == {KOFI, IDA, OTTO}
    for raw in copies.values():
        assert b"ida@" not in raw
        assert b"otto@" not in raw
        armored = raw[raw.index(b"-----BEGIN PGP") :]
        end = armored.index(b"-----END PGP MESSAGE-----") + 25
        packets = list(PacketPile.from_bytes(armored[:end]))
        assert sum(packet.tag == Tag.PKESK for packet in packets) == 1


def test_m34_decrypted_words_are_not_quoted_in_clear(smime_key: Mailbox, anna: Agent) -> None:
    body = smime_encrypted(entity("Meine Nummer ist 4711."), [certified(HELP)], certified(KOFI))
    conversation = arrived(smime_key, mail(body)).conversation
    answered(conversation, anna)
    assert b"4711" not in sent()[0]
    assert b"Zw" in sent()[0]


def test_m34_nor_is_our_own_encrypted_answer(
    pgp_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    knows(bytes(public(pgp(KOFI))))
    answered(conversation, anna, encrypt=True)
    reply(conversation, by=anna.actor, text="Und der Versand ist frei.", encrypt=False)
    Delivery.objects.update(due_at=now())
    outbox.send(Message.objects.latest("pk").delivery.pk)
    assert b"Versand" in sent()[1]
    assert b"Euro" not in sent()[1]


def test_a_mailbox_without_a_key_says_that_it_did_not_sign(
    mailbox: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    rule(mailbox, signs=True)
    message = answered(conversation, anna)
    assert "Not signed: the mailbox has no key" in drawn(message)
    assert state(answered(conversation, anna, sign=True))[0] == DeliveryState.FAILED


def test_an_expired_key_signs_nothing(
    smime_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    rule(smime_key, signs=True)
    smime_key.own_keys.update(expires_at=now())
    assert "Not signed: the mailbox’s key has expired." in drawn(answered(conversation, anna))


def test_the_composer_is_told_beforehand(pgp_key: Mailbox) -> None:
    channel = pgp_key.channel
    found = offer(channel, HELP, [KOFI], {})
    assert found is not None
    assert (found.signs, found.encrypts, found.why_not_signed) == (False, False, "")
    assert KOFI in found.why_not_encrypted
    demanded = offer(channel, HELP, [KOFI], {"encrypt": True})
    assert demanded is not None
    assert demanded.is_stopped
    knows(bytes(public(pgp(KOFI))))
    found = offer(channel, HELP, [KOFI], {"encrypt": True})
    assert found is not None
    assert found.encrypts
    assert not found.is_stopped


def test_m34_the_composer_tells_of_a_key_that_waits(
    pgp_key: Mailbox, conversation: Conversation, ada: Agent, anna: Agent, client: Client
) -> None:
    forged = Tsk.generate(f"Kofi <{KOFI}>").extract_certificate()
    header = f"Autocrypt: addr={KOFI}; keydata={b64encode(bytes(forged)).decode()}"
    arrived(pgp_key, mail(entity("Nimm den"), KOFI, header))
    rule(pgp_key, encrypts="possible")
    answered(conversation, anna)
    assert b"Euro" in sent()[0], "nobody encrypts for whoever made the key up"
    told = in_groups(forged.fingerprint)
    page = reverse("conversation-protection", args=[conversation.pk])
    client.force_login(ada)
    seen = client.get(page).content.decode()
    assert told in seen
    assert f"{reverse('keys')}?q=kofi%40kunde.example" in seen
    assert "Wartet auf Bestätigung" in client.get(reverse("keys")).content.decode()
    client.force_login(anna)
    seen = client.get(page).content.decode()
    assert told in seen
    assert reverse("keys") not in seen


def test_a_mailbox_without_keys_offers_nothing(mailbox: Mailbox) -> None:
    assert offer(mailbox.channel, HELP, [KOFI], {}) is None


@pytest.mark.parametrize("scheme", ["smime", "pgp"])
def test_round_trip_between_two_mailboxes(
    mailbox: Mailbox, trusted: object, anna: Agent, scheme: str
) -> None:
    """What one mailbox signs and encrypts, another opens and finds signed."""
    other = mailboxes.make(by=SYSTEM, address="einkauf@kunde.example")
    for box in (mailbox, other):
        address = box.channel.address
        if scheme == "smime":
            content, password = pkcs12_of(certified(address), "geheim"), "geheim"
            knows(pem_of(certified(address)))
        else:
            content, password = str(pgp(address)).encode(), ""
            knows(bytes(public(pgp(address))))
        actions.add_key(box, by=SYSTEM, scheme=scheme, content=content, password=password)
        rule(box, signs=True, encrypts="always")
    question = mail(entity("Bitte ein Angebot."), sender="einkauf@kunde.example")
    conversation = arrived(mailbox, question).conversation
    answered(conversation, anna)
    (raw,) = sent()
    assert b"Euro" not in raw
    take_in(other.channel, raw)
    work_off()
    message = Message.objects.filter(channel=other.channel, direction="in").latest("pk")
    assert "Zwölf Euro." in message.text
    assert "Bitte ein Angebot." in message.text
    assert message.protection["encrypted"] == "whole"
    assert verdicts(message) == ["good"]
    assert "Received encrypted" in drawn(message)


def test_the_mailboxs_key_goes_along(
    pgp_key: Mailbox, conversation: Conversation, anna: Agent
) -> None:
    answered(conversation, anna)
    (raw,) = sent()
    other = mailboxes.make(by=SYSTEM, address=KOFI)
    take_in(other.channel, raw)
    work_off()
    (kept,) = KnownKey.objects.all()
    assert (kept.address, kept.source) == (HELP, "autocrypt")
    assert kept.fingerprint == public(pgp(HELP)).fingerprint


def test_the_answer_to_an_encrypted_mail_can_be_read_by_its_writer(
    pgp_key: Mailbox, anna: Agent
) -> None:
    knows(bytes(public(pgp(KOFI))))
    rule(pgp_key, encrypts="possible", signs=True)
    conversation = arrived(pgp_key, mail(pgp_encrypted(entity("Hallo?"), [pgp(HELP)]))).conversation
    message = answered(conversation, anna)
    assert message.protection["encrypted"] == "whole"
    assert message.protection["scheme"] == "pgp"


def confirming(mailbox: Mailbox) -> None:
    """Let the mailbox always encrypt, and confirm first messages."""
    rule(mailbox, encrypts="always")
    mailboxes.set_automatic_answers(
        mailbox,
        by=SYSTEM,
        confirms=True,
        confirmation={"de": "Wir haben Ihre Nachricht.", "en": ""},
        answers_outside_hours=False,
        outside_hours={},
    )


def test_m34_a_mailbox_that_always_encrypts_confirms_nothing_it_could_not_encrypt(
    smime_key: Mailbox,
) -> None:
    confirming(smime_key)
    message = arrived(smime_key, mail(entity("Was kostet die Lampe?")))
    note_no_key(message.conversation, by=SYSTEM, address=KOFI)
    told = Event.objects.get(kind="conversation.not_answered_automatically")
    assert (told.subject_id, told.data) == (message.conversation_id, {"address": KOFI})
    assert not Delivery.objects.exists(), "nothing fails that nobody wanted"


def test_m34_a_mailbox_that_always_encrypts_confirms_whom_it_has_a_key_for(
    smime_key: Mailbox,
) -> None:
    confirming(smime_key)
    knows(pem_of(certified(KOFI)))
    arrived(smime_key, mail(entity("Was kostet die Lampe?")))
    work_off(ahead=True)
    [content] = sent()
    assert b"application/pkcs7-mime" in content
    assert Delivery.objects.get().state == DeliveryState.SENT


WORKS = "werk@lieferant.example"


@pytest.fixture
def secret(smime_key: Mailbox) -> Conversation:
    """Kofi has written encrypted."""
    body = smime_encrypted(entity("Meine Nummer ist 4711."), [certified(HELP)], certified(KOFI))
    return arrived(smime_key, mail(body)).conversation


def went_out() -> bytes:
    """Return the one mail that went out."""
    Delivery.objects.update(due_at=now())
    outbox.send(Delivery.objects.get().pk)
    (raw,) = sent()
    return raw


def test_m34_what_came_encrypted_is_not_forwarded_in_clear_unasked(
    secret: Conversation, anna: Agent
) -> None:
    with pytest.raises(Refused):
        forward(secret, by=anna.actor, to=[WORKS])
    with pytest.raises(Refused):
        forward(secret, by=anna.actor, to=[WORKS], messages=list(secret.messages.all()))
    assert not Delivery.objects.exists()
    forward(secret, by=anna.actor, to=[WORKS], in_clear=True)
    assert b"4711" in went_out()


def test_m34_what_came_encrypted_is_forwarded_encrypted(secret: Conversation, anna: Agent) -> None:
    knows(pem_of(certified(WORKS)))
    message = forward(secret, by=anna.actor, to=[WORKS])
    raw = went_out()
    assert b"enveloped-data" in raw
    assert b"4711" not in raw
    # The key is gone before it is forwarded once more: what we sent encrypted is as secret.
    KnownKey.objects.all().delete()
    with pytest.raises(Refused):
        forward(secret, by=anna.actor, to=[WORKS], messages=[message])


def test_m34_a_key_that_goes_away_meanwhile_stops_what_is_forwarded(
    secret: Conversation, anna: Agent
) -> None:
    knows(pem_of(certified(WORKS)))
    message = forward(secret, by=anna.actor, to=[WORKS])
    KnownKey.objects.all().delete()
    Delivery.objects.update(due_at=now())
    outbox.send(message.delivery.pk)
    assert sent() == []
    assert state(message)[0] == DeliveryState.FAILED


def test_what_came_in_clear_is_forwarded_as_before(
    conversation: Conversation, anna: Agent, client: Client
) -> None:
    client.force_login(anna)
    page = reverse("conversation-forward", args=[conversation.pk])
    assert "in_clear" not in client.get(page).content.decode()
    assert client.post(page, {"to": WORKS}).status_code == 302


def test_m34_the_page_asks_before_it_forwards_in_clear(
    secret: Conversation, anna: Agent, client: Client
) -> None:
    client.force_login(anna)
    message = secret.messages.get()
    for page, words in (
        (reverse("conversation-forward", args=[secret.pk]), "Einiges davon kam verschlüsselt."),
        (
            f"{reverse('conversation-forward', args=[secret.pk])}?message={message.pk}",
            "Diese Nachricht kam verschlüsselt.",
        ),
    ):
        assert words in client.get(page).content.decode()
        refused = client.post(page, {"to": WORKS})
        assert refused.status_code == 422
        assert "ohne Verschlüsselung" in refused.content.decode()
    assert not Delivery.objects.exists()
    assert client.post(page, {"to": WORKS, "in_clear": "on"}).status_code == 302
    assert Delivery.objects.count() == 1


def test_m34_decrypted_words_are_not_quoted_to_whoever_is_added(
    secret: Conversation, anna: Agent
) -> None:
    reply(secret, by=anna.actor, text="Zwölf Euro.", cc=[WORKS])
    assert b"4711" not in went_out()
