"""The page of a mailbox's mail service: keys go in and never come out, addresses are shown, trouble is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kundig.channels.email.health import health_of
from kundig.channels.email.letters import carrier
from kundig.channels.email.models import Mailbox
from kundig.channels.email.services import actions, hooks, signatures
from kundig.channels.email.services.account import api_key_of
from kundig.channels.email.services.models import About, ServiceAccount
from kundig.channels.email.services.tests import postings, service_server
from kundig.channels.email.services.tests.service_server import KEY
from kundig.channels.permissions import MANAGE
from kundig.conversations.models import Channel
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Event, Secret
from kundig.staff.models import Agent
from tests.jobs import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(ada: Agent) -> Client:
    """Return Ada's browser."""
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(ada)
    return client


@pytest.fixture
def where(service_box: Channel) -> str:
    """Return the page's address."""
    mailbox = Mailbox.objects.create(channel=service_box)
    return f"/settings/mailboxes/{mailbox.pk}/service/"


def shown(page: Client, where: str) -> str:
    """Return the page."""
    answer = page.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_service_is_set_up_tried_and_forgotten(page: Client, where: str) -> None:
    with service_server.running("postmark") as postmark:
        words = {"service": "postmark", "api_key": KEY, "api_address": postmark.url, "sends": "on"}
        assert page.post(where, words).status_code == 302
        account = ServiceAccount.objects.get()
        assert account.sends
        assert api_key_of(account) == KEY
        assert KEY.encode() not in bytes(Secret.objects.get().sealed)
        text = shown(page, where)
        assert KEY not in text
        assert f"kundig:{signatures.password_of(account.token)}@" in text
        assert "noch nichts gekommen" in text
        answer = page.post(f"{where}test/", follow=True)
        assert "nimmt den Schlüssel an" in answer.content.decode()
        postmark.mood = (401, {})
        answer = page.post(f"{where}test/", follow=True)
        assert "weist den Schlüssel zurück" in answer.content.decode()
    assert page.post(where, {"service": "postmark", "api_address": postmark.url}).status_code == 302
    account.refresh_from_db()
    assert api_key_of(account) == KEY, "an empty field keeps the key"
    assert page.post(f"{where}forget/").status_code == 302
    assert not ServiceAccount.objects.exists()
    assert not Secret.objects.exists()
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"mailbox.service_set_up", "mailbox.service_forgotten"} <= kinds


def test_a_signing_services_address_holds_no_password(page: Client, where: str) -> None:
    page.post(where, {"service": "mailgun"})
    account = ServiceAccount.objects.get()
    text = shown(page, where)
    assert hooks.url_of(account, About.MAIL) in text
    assert signatures.password_of(account.token) not in text
    assert "wird abgewiesen, bis hier sein Webhook-Schlüssel eingetragen ist" in text
    assert "HTTP webhook signing key" in text
    page.post(where, {"service": "mailgun", "hook_keys": "geheim"})
    text = shown(page, where)
    assert "geheim" not in text
    assert "wird abgewiesen, bis" not in text


def test_new_addresses_end_the_old_ones(page: Client, where: str) -> None:
    page.post(where, {"service": "mailgun"})
    before = ServiceAccount.objects.get().token
    page.post(f"{where}renew/")
    assert ServiceAccount.objects.get().token != before


def test_what_is_refused_is_said_in_the_form(page: Client, where: str) -> None:
    answer = page.post(where, {"service": "amazon_ses", "sends": "on"})
    assert "SMTP-Server" in answer.content.decode()
    assert not ServiceAccount.objects.exists()


def test_trouble_is_told_in_words(page: Client, service_box: Channel) -> None:
    account = postings.account(service_box, "mailgun")
    request = postings.signed(account, About.NEWS, {"event-data": {}})
    Client().post(postings.path(account, About.NEWS), **request.for_client)
    work_off()
    health = health_of(Mailbox.objects.get())
    assert health.is_failing
    assert "Adresse" in health.words
    assert "bitte ansehen" in page.get("/settings/mailboxes/").content.decode()
    assert "Kommt über Mailgun" in page.get("/settings/mailboxes/health/").content.decode()


def test_letters_go_through_a_mailbox_that_sends_by_a_service(service_box: Channel) -> None:
    Mailbox.objects.create(channel=Channel.objects.create(kind="email", address="a@lummer.example"))
    account = postings.account(service_box, "postmark", sends=True, api_key="x")
    assert carrier() == account.mailbox


def test_only_administrators_say_where_letters_go(service_box: Channel, anna: Agent) -> None:
    anna.role.permissions = [*anna.role.permissions, MANAGE]
    anna.role.save()
    mailbox = Mailbox.objects.create(channel=service_box)
    words: dict[str, Any] = {"service": "postmark", "api_key": "x", "sends": True}
    with pytest.raises(Refused):
        actions.set_up(mailbox, by=anna.actor, **words)
    actions.set_up(mailbox, by=SYSTEM, **words)
    with pytest.raises(Refused):
        actions.forget(mailbox, by=anna.actor)
