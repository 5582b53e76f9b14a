"""The token that opens a mailbox now: as it lies here, or renewed first."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection, transaction

from kundig.channels.email.models import Grant, Mailbox
from kundig.channels.email.oauth import provider
from kundig.channels.email.oauth.provider import GrantProblem, Tokens
from kundig.core import caps, secrets
from kundig.core.time import now

# The first half of PostgreSQL's advisory locks of this kind; the second half is the grant.
_RENEWING = 0x6B6D7267


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

    Under a lock, because many providers take a token for renewing only once; and in no transaction: nobody
    reads the log beyond one that still writes, so a slow provider would hold up all news.
    """
    with _alone(grant):
        grant = Grant.objects.select_related("client__secret", "access", "refresh").get(pk=grant.pk)
        if grant.expires_at > now() + timedelta(seconds=if_within):
            return grant
        if grant.refresh is None:
            raise GrantProblem("denied", "no token to renew with")
        given = provider.renew(grant.client, secrets.reveal(grant.refresh))
        return _kept(grant, given)


@transaction.atomic
def _kept(grant: Grant, given: Tokens) -> Grant:
    """Return the grant with its new tokens, unless it was forgotten or given anew meanwhile."""
    rows = Grant.objects.select_related("client__secret", "access", "refresh")
    found = rows.select_for_update(of=("self",)).filter(pk=grant.pk).first()
    if found is None:
        raise GrantProblem("denied", "the leave was forgotten")
    if found.granted_at == grant.granted_at:
        keep(found, given)
    return found


@contextlib.contextmanager
def _alone(grant: Grant) -> Iterator[None]:
    """Let no other process renew this grant meanwhile; a connection that breaks gives the lock back."""
    lock = [_RENEWING, grant.pk % 2_147_483_647]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", lock)
    try:
        yield
    finally:
        with contextlib.suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock)


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
