"""The settings pages: a mailbox's keys and rule, the keys of others, and what the composer says."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kundig.channels.email.models import (
    KnownKey,
    Mailbox,
    ProtectionRule,
    RevocationList,
    TrustedAuthority,
)
from kundig.channels.email.protected.tests.arriving import arrived
from kundig.channels.email.protected.tests.people import (
    authority,
    certified,
    entity,
    mail,
    pem_of,
    pkcs12_of,
)
from kundig.core.models import AuditEntry
from kundig.staff.models import Agent
from tests import make

HELP, KOFI = "hilfe@firma.example", "kofi@kunde.example"


@pytest.fixture
def ada(db: None) -> Agent:
    """An administrator."""
    role = make.role(name="Administrator", allows=make.all_permissions(), is_administrator=True)
    return make.agent(name="Ada", role=role, language="en")


def file(content: bytes) -> SimpleUploadedFile:
    """Return a file as a browser hands it in."""
    return SimpleUploadedFile("key.bin", content)


def test_a_mailbox_gets_a_key_and_a_rule(client: Client, ada: Agent, mailbox: Mailbox) -> None:
    client.force_login(ada)
    page = reverse("mailbox-protection", args=[mailbox.pk])
    values = {"scheme": "smime", "password": "falsch"}
    content = pkcs12_of(certified(HELP), "geheim")
    add = reverse("mailbox-key-add", args=[mailbox.pk])
    refused = client.post(add, {**values, "file": file(content)})
    assert b"The password does not open this key." in refused.content
    client.post(add, {**values, "password": "geheim", "file": file(content)})
    client.post(page, {"signs": "on", "encrypts": "possible", "prefers": "pgp"})
    key, rule = mailbox.own_keys.get(), ProtectionRule.objects.get()
    assert (rule.signs, rule.encrypts, rule.prefers) == (True, "possible", "pgp")
    shown = client.get(page).content.decode()
    assert key.shown_fingerprint in shown
    assert "PRIVATE" not in shown
    client.post(reverse("own-key-retire", args=[key.pk]))
    assert "Retired" in client.get(page).content.decode()
    client.post(reverse("own-key-forget", args=[key.pk]))
    assert not mailbox.own_keys.exists()
    kinds = list(AuditEntry.objects.order_by("id").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith("mailbox.key")] == [
        "mailbox.key_added",
        "mailbox.key_retired",
        "mailbox.key_forgotten",
    ]


def test_keys_of_others_are_decided_about(client: Client, ada: Agent) -> None:
    client.force_login(ada)
    for what, content in (
        ("authority", authority().pem),
        ("revocations", authority().revokes(certified("otto@kunde.example").certificate)),
        ("keys", pem_of(certified(KOFI))),
    ):
        client.post(reverse("keys-upload", args=[what]), {"file": file(content)})
    key = KnownKey.objects.get()
    assert (key.trust, key.is_vouched) == ("trusted", True)
    shown = client.get(reverse("keys"), {"q": KOFI}).content.decode()
    assert "Demo Root" in shown
    assert key.shown_fingerprint in shown
    client.post(reverse("known-key-decide", args=[key.pk]), {"trust": "distrusted"})
    key.refresh_from_db()
    assert not key.encrypts_now
    client.post(reverse("authority-remove", args=[TrustedAuthority.objects.get().pk]))
    key.refresh_from_db()
    assert not key.is_vouched
    client.post(reverse("revocations-remove", args=[RevocationList.objects.get().pk]))
    client.post(reverse("known-key-forget", args=[key.pk]))
    assert not KnownKey.objects.exists()


def test_what_is_no_key_is_refused_in_words(client: Client, ada: Agent) -> None:
    client.force_login(ada)
    for what, words in (
        ("keys", "no certificate or public key"),
        ("authority", "no certificate or public key"),
        ("revocations", "no revocation list"),
    ):
        answer = client.post(reverse("keys-upload", args=[what]), {"file": file(b"rubbish")})
        assert words in answer.content.decode()


def test_the_composer_says_what_will_happen(client: Client, ada: Agent, smime_key: Mailbox) -> None:
    conversation = arrived(smime_key, mail(entity("Hallo"))).conversation
    client.force_login(ada)
    page = client.get(f"/conversations/{conversation.pk}/", follow=True).content.decode()
    assert reverse("conversation-protection", args=[conversation.pk]) in page
    url = reverse("conversation-protection", args=[conversation.pk])
    assert f"No key for {KOFI}." in client.get(url).content.decode()
    demanded = client.get(url, {"to": KOFI, "protects": "1", "encrypt": "1"}).content.decode()
    assert "It will not be sent like this:" in demanded
    half = client.get(url, {"to": "kofi@", "cc": "not an address"})
    assert half.status_code == 200
