"""make and revoke API tokens."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.staff import events, permissions, tokens
from kundig.staff.actions.fields import clean_name
from kundig.staff.models import Agent, Token


@action("token.make", _("Make API token"), needs=permissions.OWN, icon="key-round", offered=False)
def make_token(agent: Agent, *, by: Actor, name: str, days: int | None = None) -> str:
    """Make an API token of the agent and return its text, which nobody can read again.

    It expires after `days`, or never. Refused where the agent has too many.
    """
    if days is not None and not 1 <= days <= caps.TOKEN_DAYS:
        raise Refused(_("A token is valid for 1 to %(limit)d days.") % {"limit": caps.TOKEN_DAYS})
    if agent.tokens.valid().count() >= caps.TOKENS_PER_AGENT:
        raise Refused(_("Revoke a token first: there are too many."))
    text = tokens.new_text()
    expires = None if days is None else timezone.now() + timedelta(days=days)
    token = Token.objects.create(
        agent=agent, name=clean_name(name), hash=tokens.hash_of(text), expires_at=expires
    )
    record(token, events.TOKEN_MADE, by=by)
    return text


@action("token.revoke", _("Revoke"), needs=permissions.OWN, icon="trash-2", offered=False)
def revoke_token(token: Token, *, by: Actor) -> None:
    """End an API token; it can't be brought back."""
    if token.revoked_at is not None:
        return
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(token, events.TOKEN_REVOKED, by=by)


def revoke_all(agent: Agent, *, by: Actor) -> None:
    """End all API tokens of the agent, inside another verb's transaction."""
    for token in agent.tokens.select_for_update().filter(revoked_at=None):
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(token, events.TOKEN_REVOKED, by=by)
