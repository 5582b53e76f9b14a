"""Verbs of signing in at providers: set_up, grant, revoke, renew."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kundig.channels.email import events
from kundig.channels.email.letters import carrier
from kundig.channels.email.models import Grant, Mailbox, OAuthClient, Provider
from kundig.channels.email.oauth import tokens
from kundig.channels.email.oauth.provider import GrantProblem, Tokens
from kundig.channels.permissions import MANAGE
from kundig.core import caps, outside, secrets
from kundig.core.actions import action
from kundig.core.actor import SYSTEM, Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.time import now
from kundig.staff.rights import administers


@action(
    "mailbox.set_up_sign_in", _("Set up sign-in"), needs=MANAGE, icon="key-round", offered=False
)
def set_up(
    *,
    by: Actor,
    provider: str,
    client_id: str,
    client_secret: str | None = None,
    tenant: str = "",
    authorize_url: str = "",
    token_url: str = "",
    scope: str = "",
) -> OAuthClient:
    """Keep what Kundig was registered with at a provider; `client_secret` None keeps the old one, "" forgets it.

    Refused for anybody but administrators: whoever names the endpoint for tokens sees all of them.
    """
    if not administers(by):
        raise Refused(_("Only administrators may set up how mailboxes are signed in."))
    if provider not in Provider.values:
        raise Refused(_("There is no such provider."))
    if not client_id.strip():
        raise Refused(_("The client ID is missing."))
    if provider == Provider.OTHER:
        for address in (authorize_url, token_url):
            _must_be_address(address)
    client = OAuthClient.objects.filter(provider=provider).first() or OAuthClient(provider=provider)
    client.client_id = client_id.strip()[:300]
    client.tenant = tenant.strip()[:100]
    if not client.tenant.replace("-", "").replace(".", "").isalnum():
        client.tenant = ""
    client.authorize_url, client.token_url = authorize_url.strip(), token_url.strip()
    client.scope = scope.strip()[:500]
    if client_secret is not None:
        client.secret = secrets.replace(client.secret, client_secret) if client_secret else None
    client.save()
    return client


@action("mailbox.grant", _("Sign in"), needs=MANAGE, icon="key-round", offered=False)
def grant(mailbox: Mailbox, *, by: Actor, client: OAuthClient, given: Tokens) -> Grant:
    """Keep the leave that somebody has just given at the provider; it takes the place of the password."""
    _must_leave_letters(mailbox, by)
    found = Grant.objects.filter(mailbox=mailbox).first() or Grant(mailbox=mailbox)
    found.client = client
    found.granted_at = now()
    tokens.keep(found, given)
    record(mailbox, events.GRANTED, by=by, provider=client.provider)
    return found


@action("mailbox.revoke", _("Forget the sign-in"), needs=MANAGE, icon="key-round", offered=False)
def revoke(mailbox: Mailbox, *, by: Actor) -> None:
    """Forget the tokens; from now on the password counts again."""
    _must_leave_letters(mailbox, by)
    found = Grant.objects.filter(mailbox=mailbox).first()
    if found is None:
        return
    kept = [secret for secret in (found.access, found.refresh) if secret is not None]
    found.delete()
    for secret in kept:
        secret.delete()
    record(mailbox, events.REVOKED, by=by)


def renew(found: Grant) -> bool:
    """Renew a grant's tokens in good time; False where that fails, noted and told once.

    The old token goes on being used until it runs out, so whoever is told has some minutes.
    """
    try:
        tokens.renew(found, if_within=caps.OAUTH_RENEW_SECONDS)
    except GrantProblem as problem:
        _note_trouble(found, problem.kind)
        return False
    return True


def _note_trouble(found: Grant, kind: str) -> None:
    # A network that is away may come back by itself; a leave that was taken back does not.
    is_news = kind not in (found.trouble, "connection")
    found.trouble = kind
    found.failing_since = found.failing_since or now()
    with transaction.atomic():
        found.save(update_fields=["trouble", "failing_since"])
        if is_news:
            record(found.mailbox, events.GRANT_FAILED, by=SYSTEM, reason=kind)


def _must_be_address(address: str) -> None:
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Refused(_("This is no address of the web."))
    if parts.scheme == "http" and not outside.is_inside(parts.hostname):
        raise Refused(_("Tokens travel by https only."))
    if not outside.may_be_named(parts.hostname):
        raise Refused(
            _("A server must have a public address or be named in the setting KUNDIG_OWN_NETWORKS.")
        )


def _must_leave_letters(mailbox: Mailbox, by: Actor) -> None:
    """Whoever reads Kundig's own letters can become anybody, so only administrators say where they go."""
    if not administers(by) and carrier() == mailbox:
        raise Refused(
            _("Kundig’s own letters go through this mailbox; only administrators may change it.")
        )
