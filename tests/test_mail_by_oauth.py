"""Mailboxes that are signed in at a provider: leave given with PKCE and state, tokens renewed, mail in and out."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from imapclient.exceptions import LoginError

from kundig.channels.email import fetch, pop3, probe
from kundig.channels.email.actions import make as make_mailbox
from kundig.channels.email.jobs import renew_sign_ins
from kundig.channels.email.models import Grant, Mailbox, OAuthClient
from kundig.channels.email.oauth import actions
from kundig.channels.email.oauth import provider as provider_room
from kundig.channels.email.oauth.provider import GrantProblem
from kundig.channels.email.oauth.tokens import access_token
from kundig.channels.email.tests.mails import mail
from kundig.channels.models import Receipt
from kundig.channels.permissions import MANAGE
from kundig.core import secrets
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Event, Secret
from kundig.staff.models import Agent
from tests import dovecot, make
from tests.dovecot import Dovecot
from tests.jobs import forget_jobs
from tests.oauth_provider import CLIENT_ID, CLIENT_SECRET, OAuthProvider, oauth_provider, query
from tests.ports import free_port
from tests.processes import Sink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def provider() -> Iterator[OAuthProvider]:
    """A provider of one's own."""
    forget_jobs()
    with oauth_provider() as running:
        yield running
    forget_jobs()


@pytest.fixture
def desk(ada: Agent) -> Client:
    """Her desk."""
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def registered(provider: OAuthProvider, ada: Agent) -> OAuthClient:
    """Kundig's registration there."""
    return actions.set_up(
        by=ada.actor,
        provider="other",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        authorize_url=f"{provider.address}/authorize",
        token_url=f"{provider.address}/token",
        scope="mail",
    )


@pytest.fixture
def mailbox() -> Mailbox:
    """A mailbox without a password."""
    return make_mailbox(
        by=SYSTEM,
        address="service@lummer.example",
        incoming="imap",
        incoming_host="127.0.0.1",
        incoming_port=9,
        incoming_security="none",
        incoming_user=dovecot.USER,
    )


def begin(desk: Client, mailbox: Mailbox, registered: OAuthClient) -> str:
    """Click on "sign in" and return where that leads."""
    page = desk.get(reverse("mailbox-sign-in", args=[mailbox.pk, registered.pk]))
    return str(page.headers["Location"])


def come_back(desk: Client, **said: str) -> int:
    """Come back from the provider and return the status."""
    return desk.get(reverse("mailbox-come-back") + query(**said)).status_code


@pytest.fixture
def granted(
    desk: Client, mailbox: Mailbox, registered: OAuthClient, provider: OAuthProvider
) -> Grant:
    """The leave that she gave."""
    said = provider.give_leave(begin(desk, mailbox, registered))
    assert come_back(desk, **said) == 302
    return Grant.objects.get()


def test_leave_is_given_with_a_code_and_kept_sealed(
    granted: Grant, provider: OAuthProvider
) -> None:
    [asked] = provider.asked
    assert asked["redirect_uri"] == "http://testserver" + reverse("mailbox-come-back")
    assert secrets.reveal(granted.access) == "access-2"
    for secret in Secret.objects.all():
        assert b"access-2" not in bytes(secret.sealed)
        assert b"refresh-3" not in bytes(secret.sealed)
    assert Event.objects.filter(kind="mailbox.granted").exists()


@pytest.mark.parametrize("wrong", ["other", "none", "used", "old", "foreign_browser"])
def test_o06_what_nobody_here_has_begun_is_400_and_asks_nobody(
    desk: Client,
    mailbox: Mailbox,
    registered: OAuthClient,
    provider: OAuthProvider,
    ada: Agent,
    wrong: str,
) -> None:
    said = provider.give_leave(begin(desk, mailbox, registered))
    if wrong == "other":
        said["state"] = "A" * 43
    elif wrong == "none":
        del said["state"]
    elif wrong == "used":
        come_back(desk, **said)
        provider.asked.clear()
    elif wrong == "old":
        session = desk.session
        session["mailbox-sign-in"] = session["mailbox-sign-in"] | {"at": 1_000}
        session.save()
    else:
        desk = Client()
        desk.force_login(ada)
    assert come_back(desk, **said) == 400
    assert provider.asked == [], "the secret never leaves"


def test_o06_a_code_without_its_verifier_gives_nothing(
    desk: Client, mailbox: Mailbox, registered: OAuthClient, provider: OAuthProvider
) -> None:
    stolen = provider.give_leave(begin(desk, mailbox, registered))
    own = provider.give_leave(begin(desk, mailbox, registered))
    assert come_back(desk, state=own["state"], code=stolen["code"]) == 302
    assert not Grant.objects.exists()


def test_o06_the_address_to_come_back_to_is_ours_whatever_a_request_claims(
    desk: Client, mailbox: Mailbox, registered: OAuthClient
) -> None:
    address = reverse("mailbox-sign-in", args=[mailbox.pk, registered.pk])
    page = desk.get(address, headers={"host": "localhost"})
    asked = dict(parse_qsl(urlsplit(page.headers["Location"]).query))
    assert asked["redirect_uri"].startswith("http://testserver/")
    assert len(asked["state"]) >= 43
    assert desk.get(address, headers={"host": "evil.example"}).status_code == 400


def test_somebody_who_says_no_is_told(
    desk: Client, mailbox: Mailbox, registered: OAuthClient, provider: OAuthProvider
) -> None:
    state = dict(parse_qsl(urlsplit(begin(desk, mailbox, registered)).query))["state"]
    assert come_back(desk, state=state, error="access_denied") == 302
    assert provider.asked == []
    assert not Grant.objects.exists()


def test_only_administrators_say_who_gets_the_secrets(registered: OAuthClient) -> None:
    clara = make.agent(name="Clara", role=make.role(name="Leitung", allows=[MANAGE]))
    with pytest.raises(Refused):
        actions.set_up(by=clara.actor, provider="google", client_id="x")


@pytest.mark.parametrize("address", ["http://provider.example/", "ftp://x.example/", "nichts"])
def test_tokens_travel_by_https_only(ada: Agent, address: str) -> None:
    with pytest.raises(Refused):
        actions.set_up(
            by=ada.actor, provider="other", client_id="x", authorize_url=address, token_url=address
        )


def test_a_token_is_renewed_before_it_runs_out(granted: Grant, provider: OAuthProvider) -> None:
    renew_sign_ins(0)
    assert len(provider.asked) == 1, "it has time"
    Grant.objects.update(expires_at=timezone.now() + timedelta(minutes=10))
    renew_sign_ins(0)
    assert provider.asked[-1]["grant_type"] == "refresh_token"
    assert access_token(Grant.objects.get()) == "access-4"
    Grant.objects.update(expires_at=timezone.now() + timedelta(minutes=10))
    renew_sign_ins(0)
    assert provider.asked[-1]["refresh_token"] == "refresh-5", "the new one, the old one is used up"


def test_several_renew_once_and_in_no_transaction(
    granted: Grant, provider: OAuthProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes for long holds up everybody who reads the log."""
    Grant.objects.update(expires_at=timezone.now())
    ask = provider_room.renew

    def outside(*asked: Any) -> Any:
        assert not connection.in_atomic_block
        return ask(*asked)

    def look() -> str:
        try:
            return access_token(Grant.objects.get())
        finally:
            connection.close()

    monkeypatch.setattr(provider_room, "renew", outside)
    with ThreadPoolExecutor(4) as threads:
        found = {each.result() for each in [threads.submit(look) for _ in range(4)]}
    assert found == {"access-4"}
    assert len(provider.asked) == 2


def test_leave_that_is_forgotten_while_it_is_renewed_stays_forgotten(
    granted: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    Grant.objects.update(expires_at=timezone.now())
    ask = provider_room.renew

    def slowly(*asked: Any) -> Any:
        actions.revoke(granted.mailbox, by=SYSTEM)
        return ask(*asked)

    monkeypatch.setattr(provider_room, "renew", slowly)
    with pytest.raises(GrantProblem):
        access_token(Grant.objects.get())
    assert not Grant.objects.exists()


def test_what_can_not_be_renewed_is_told_once_and_before_it_runs_out(
    granted: Grant, provider: OAuthProvider, desk: Client
) -> None:
    provider.refuses = "invalid_grant"
    Grant.objects.update(expires_at=timezone.now() + timedelta(minutes=10))
    renew_sign_ins(0)
    renew_sign_ins(0)
    grant = Grant.objects.get()
    assert grant.trouble == "denied"
    assert grant.failing_since is not None
    assert Event.objects.filter(kind="mailbox.grant_failed").count() == 1
    assert access_token(grant) == "access-2", "the old one still opens the mailbox"
    assert "melden Sie sich" in desk.get(reverse("mailbox", args=[grant.pk])).content.decode()
    Grant.objects.update(expires_at=timezone.now())
    with pytest.raises(GrantProblem):
        access_token(Grant.objects.get())
    provider.refuses = ""
    renew_sign_ins(0)
    assert Grant.objects.get().trouble == ""


def test_a_forgotten_sign_in_leaves_no_token(granted: Grant, desk: Client) -> None:
    assert granted.refresh is not None
    kept = {granted.access.pk, granted.refresh.pk}
    desk.post(reverse("mailbox-sign-out", args=[granted.pk]))
    assert not Grant.objects.exists()
    assert not Secret.objects.filter(pk__in=kept).exists()


@pytest.fixture
def server(provider: OAuthProvider) -> Iterator[Dovecot]:
    """A mail server that asks the provider."""
    with dovecot.running(provider.address) as running_server:
        yield running_server


def test_mail_is_fetched_with_a_token(granted: Grant, server: Dovecot) -> None:
    server.deliver(mail())
    Mailbox.objects.update(incoming_port=server.port)
    mailbox = Mailbox.objects.select_related("channel", "incoming_secret").get()
    with fetch.connect(mailbox) as client:
        assert fetch.fetch_new(client, mailbox) == 1
    Mailbox.objects.update(incoming_port=server.pop3_port, incoming="pop3")
    mailbox.refresh_from_db()
    with pop3.connect(mailbox) as pop:
        pop3.fetch_new(pop, mailbox)
    assert probe.try_incoming(mailbox) == ""
    assert Receipt.objects.count() == 1
    granted.access.sealed = secrets.seal("falsch").sealed
    secrets.replace(granted.access, "falsch")
    assert probe.try_incoming(mailbox) == "login"
    Mailbox.objects.update(incoming_port=server.port, incoming="imap")
    mailbox.refresh_from_db()
    with pytest.raises(LoginError), fetch.connect(mailbox):
        pass


class Asking(Sink):
    """A mail server that takes mail from those only whose token it knows."""

    def __init__(self, provider: OAuthProvider) -> None:
        super().__init__()
        self._provider = provider

    async def auth_XOAUTH2(self, _server: SMTP, arguments: list[str]) -> Any:  # noqa: N802  # aiosmtpd's name
        """Look the token up."""
        said = base64.b64decode(arguments[1]).decode()
        token = said.partition("auth=Bearer ")[2].rstrip("\1")
        return AuthResult(success=token in self._provider.access, handled=False)


def test_mail_is_sent_with_a_token(granted: Grant, provider: OAuthProvider) -> None:
    sink = Asking(provider)
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=free_port(),
        auth_require_tls=False,
        auth_exclude_mechanism=["LOGIN", "PLAIN"],
    )
    controller.start()
    try:
        Mailbox.objects.update(
            smtp_host="127.0.0.1", smtp_port=controller.port, smtp_security="none"
        )
        mailbox = Mailbox.objects.get()
        assert probe.try_outgoing(mailbox) == ""
        secrets.replace(granted.access, "falsch")
        assert probe.try_outgoing(mailbox) == "login"
    finally:
        controller.stop()
