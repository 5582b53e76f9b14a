"""The token that opens a mailbox now: as it lies here, or renewed first."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from kundig.channels.email.models import Grant, Mailbox
from kundig.channels.email.oauth import provider
from kundig.channels.email.oauth.provider import GrantProblem, Tokens
from kundig.core import caps, secrets
from kundig.core.time import now


def grant_of(mailbox: Mailbox) -> Grant | None:
    """Return the leave that was given for a mailbox; None where it is signed in by password."""
    return (
        Grant.objects.select_related("client__secret", "access", "refresh")
        .filter(mailbox=mailbox)
        .first()
    )


def access_token(grant: Grant) -> str:
    """Return a token that is valid for a while. Raises GrantProblem where it has run out and can't be renewed."""
    if grant.expires_at <= now() + timedelta(seconds=caps.OAUTH_SPARE_SECONDS):
        grant = renew(grant)
    return secrets.reveal(grant.access)


def renew(grant: Grant, *, if_within: float = caps.OAUTH_SPARE_SECONDS) -> Grant:
    """Return the grant with new tokens; as it is where somebody else was quicker. Raises GrantProblem.

    Under a lock: many providers take a token for renewing only once.
    """
    with transaction.atomic():
        grant = (
            Grant.objects.select_for_update(of=("self",))
            .select_related("client__secret", "access", "refresh")
            .get(pk=grant.pk)
        )
        if grant.expires_at > now() + timedelta(seconds=if_within):
            return grant
        if grant.refresh is None:
            raise GrantProblem("denied", "no token to renew with")
        keep(grant, provider.renew(grant.client, secrets.reveal(grant.refresh)))
    return grant


def keep(grant: Grant, tokens: Tokens) -> None:
    """Seal what a provider gave; what was wrong before is mended."""
    at = now()
    grant.access = secrets.replace(grant.access if grant.access_id else None, tokens.access)
    if tokens.refresh:
        grant.refresh = secrets.replace(grant.refresh, tokens.refresh)
    grant.expires_at = at + timedelta(seconds=tokens.seconds)
    grant.refreshed_at = at
    grant.trouble, grant.failing_since = "", None
    grant.save()
