"""M39: what files hold is found, pointed out, locked and, in a browser's recordings, taken out; originals leave a trace."""

from __future__ import annotations

import hashlib
import json
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.test import Client
from django.urls import reverse

from kundig.channels import understanding
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.conversations import actions
from kundig.conversations.models import Attachment, Channel, FileText, Message, SearchEntry
from kundig.conversations.sought import ALL, sought
from kundig.core import blobs, har
from kundig.core.models import AuditEntry
from kundig.staff.models import Agent
from tests.jobs import work_off

CARD = "4111 1111 1111 1111"
SECRETS = ("kuchen", "geheim", "Sommer-2026", "eyJhbGciOiJI", "Bearer-Wert")


def _recording() -> bytes:
    entry = {
        "request": {
            "method": "POST",
            "url": "https://kofi:geheim@shop.example/login?access_token=geheim1&seite=2",
            "cookies": [{"name": "sessionid", "value": "kuchen1"}],
            "headers": [
                {"name": "Cookie", "value": "sessionid=kuchen2"},
                {"name": "Authorization", "value": "Bearer Bearer-Wert"},
                {"name": "X-Api-Key", "value": "geheim2"},
                {"name": "Referer", "value": "https://shop.example/?code=geheim3"},
                {"name": "Accept", "value": "text/html"},
            ],
            "queryString": [{"name": "access_token", "value": "geheim4"}],
            "postData": {"text": "user=kofi&password=Sommer-2026"},
        },
        "response": {
            "status": 500,
            "cookies": [{"name": "sid", "value": "kuchen3"}],
            "headers": [{"name": "Set-Cookie", "value": "sid=kuchen4; HttpOnly"}],
            "content": {"text": '{"id_token": "eyJhbGciOiJI.eyJzdWIiOiIx", "fehler": "E42"}'},
        },
    }
    return json.dumps({"log": {"version": "1.2", "entries": [entry]}}).encode()


def _arrive(service: Channel, name: str, content: bytes) -> Attachment:
    """A mail with a file, understood; the job that reads the file waits."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = "Kofi Mensah <kofi@mensah.example>", "service@lummer.example"
    made["Subject"], made["Message-ID"] = "Meine Lampe flackert", "<datei@mensah.example>"
    made.set_content("Guten Tag, siehe Anhang.")
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    understanding.understand(take_in(service, made.as_bytes()).pk)
    return Attachment.objects.get()


def _page(client: Client, file: Attachment) -> str:
    assert file.message is not None
    url = reverse("conversation", args=[file.message.conversation_id])
    return client.get(url, follow=True).content.decode()


def test_m39_a_file_that_holds_something_is_named_masked_and_locked(
    service: Channel, anna: Agent, ada: Agent, client: Client
) -> None:
    file = _arrive(service, "Karte.txt", f"Meine Karte: {CARD}".encode())
    work_off()
    client.force_login(anna)
    page = _page(client, file)
    assert "Die Datei „Karte.txt“ scheint eine Kartennummer zu enthalten" in page
    fetched = reverse("attachment", args=[file.pk])
    assert b"4111" in client.get(fetched).content
    assert client.post(reverse("message-mask", args=[file.message_id])).status_code == 302
    file.refresh_from_db()
    assert (file.is_locked, file.holds) == (True, [])
    kept = [FileText.objects.get().text, SearchEntry.objects.get().document, _page(client, file)]
    assert not any("4111" in one for one in kept)
    work_off()
    for closed in (
        fetched,
        f"{fetched}?original",
        reverse("message-original", args=[file.message_id]),
    ):
        assert client.get(closed).status_code == 404
    assert "Die Datei" not in _page(client, file)
    client.force_login(ada)
    assert b"4111" in client.get(fetched).content
    assert AuditEntry.objects.filter(kind="conversation.locked_file_opened").count() == 1


def test_m39_a_recording_is_shown_without_what_opens_accounts(
    service: Channel, anna: Agent, ada: Agent, client: Client
) -> None:
    file = _arrive(service, "shop.har", _recording())
    fetched = reverse("attachment", args=[file.pk])
    client.force_login(anna)
    work_off()
    file.refresh_from_db()
    assert file.cleaned_id is not None
    content = client.get(fetched).content.decode()
    assert not any(secret in content for secret in SECRETS)
    assert all(kept in content for kept in ("E42", "seite=2", "text/html", "shop.example/login"))
    assert client.get(f"{fetched}?original").status_code == 404
    assert client.get(reverse("message-original", args=[file.message_id])).status_code == 404
    assert "Ohne Cookies und Passwörter" in _page(client, file)
    assert "kuchen" not in SearchEntry.objects.get().document
    client.force_login(ada)
    assert b"kuchen" not in client.get(fetched).content, "by default for nobody"
    assert b"kuchen" in client.get(f"{fetched}?original").content
    assert AuditEntry.objects.filter(kind="conversation.locked_file_opened").count() == 1


def test_m39_what_may_be_a_recording_is_locked_before_anybody_has_read_it(
    service: Channel, anna: Agent, client: Client
) -> None:
    file = _arrive(service, "shop.har", _recording())
    client.force_login(anna)
    assert client.get(reverse("attachment", args=[file.pk])).status_code == 404
    assert "Gesperrt" in _page(client, file)


@pytest.mark.parametrize(
    ("content", "is_locked"),
    [(b'{"log": {"entries": "none"}}', False), (b'{"log": {"entries": [', True), (b"", True)],
)
def test_m39_a_file_that_is_no_recording_opens_again_and_a_broken_one_does_not(
    service: Channel, content: bytes, is_locked: bool
) -> None:
    file = _arrive(service, "shop.har", content)
    assert file.is_locked
    work_off()
    file.refresh_from_db()
    assert (file.is_locked, file.cleaned_id) == (is_locked, None)


def test_m39_a_recording_is_known_by_its_beginning_whatever_its_name() -> None:
    assert har.looks_like_one("netz.json", b'\xef\xbb\xbf{\n "log": {"version"')
    assert not har.looks_like_one("netz.json", b'{"login": {}}')
    with pytest.raises((ValueError, RecursionError)):
        har.cleaned(b"[" * 100_000)


def test_m39_what_is_locked_is_not_passed_on(service: Channel, ada: Agent) -> None:
    file = _arrive(service, "shop.har", _recording())
    assert file.message is not None
    conversation = file.message.conversation
    passed = actions.forward(conversation, by=ada.actor, to=["werk@lieferant.example"])
    assert not passed.attachments.exists()
    work_off()
    passed = actions.forward(
        conversation, by=ada.actor, to=["werk@lieferant.example"], messages=[file.message]
    )
    assert b"kuchen" not in blobs.content(passed.attachments.get().blob_id)


def test_m39_the_organisation_chooses_what_is_looked_for(
    service: Channel, anna: Agent, ada: Agent, client: Client
) -> None:
    page = reverse("sensitive-data")
    client.force_login(anna)
    assert client.get(page).status_code == 404
    client.force_login(ada)
    assert client.get(page).content.decode().count("checked") == len(ALL)
    client.post(page, {"kinds": ["password", "key"]})
    client.post(page, {"kinds": ["password", "key"]})
    assert sought() == ["password", "key"]
    assert AuditEntry.objects.filter(kind="sensitivedata.changed").count() == 1
    file = _arrive(service, "shop.har", _recording())
    assert not file.is_locked
    take_in(service, mail(text=f"Karte {CARD}, Passwort: Sommer-2026!", message_id="<zwei@x>"))
    work_off()
    message = Message.objects.latest("pk")
    assert message.warnings == ["holds_password"]
    actions.mask(message, by=ada.actor)
    message.refresh_from_db()
    assert "4111" in message.text
    assert "Sommer" not in message.text


def test_m39_an_original_is_deleted_for_good(
    service: Channel, anna: Agent, ada: Agent, client: Client
) -> None:
    file = _arrive(service, "Karte.txt", f"Meine Karte: {CARD}".encode())
    work_off()
    raw = bytes(Receipt.objects.get().blob.content)
    purging = reverse("message-purge", args=[file.message_id])
    client.force_login(ada)
    client.post(purging)
    assert b"4111" in blobs.content(file.blob_id), "only what was masked before"
    actions.mask(file.message, by=ada.actor)  # type: ignore[arg-type]  # it has one
    client.force_login(anna)
    assert purging not in _page(client, file)
    assert client.post(purging).status_code == 403
    client.force_login(ada)
    assert purging in _page(client, file)
    for _time in range(2):
        assert client.post(purging).status_code == 302
    original = client.get(reverse("message-original", args=[file.message_id])).content.decode()
    assert hashlib.sha256(raw).hexdigest() in original
    assert b"4111" not in blobs.content(file.blob_id)
    assert purging not in _page(client, file)
    assert AuditEntry.objects.filter(kind="conversation.original_purged").count() == 1
    again = take_in(service, raw)
    work_off()
    assert again.pk == Receipt.objects.get().pk, "the same mail again is not new"
    assert Message.objects.filter(direction="in").count() == 1
