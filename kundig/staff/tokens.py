"""API tokens: how they look, how they are kept, whose they are."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from kundig.core import caps
from kundig.staff.models import Agent, Token

PREFIX = "kundig_"


def new_secret() -> str:
    """Return 256 random bits that can stand in a link."""
    return secrets.token_urlsafe(32)


def new_text() -> str:
    """Return a new API token, with a prefix by which scanners for lost secrets know it."""
    return PREFIX + new_secret()


def hash_of(text: str) -> str:
    """Return what the database keeps of a secret. It is random, so a plain hash can't be guessed back."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def agent_of_token(text: str) -> Agent | None:
    """Return the agent whose valid token this is, with role; None for anything else."""
    if not text.startswith(PREFIX):
        return None
    token = Token.objects.valid().select_related("agent__role").filter(hash=hash_of(text)).first()
    if token is None:
        return None
    _note_use(token)
    return token.agent


def _note_use(token: Token) -> None:
    before = timezone.now() - timedelta(seconds=caps.TOKEN_USE_SECONDS)
    if token.used_at is None or token.used_at < before:
        unnoted = Q(used_at=None) | Q(used_at__lt=before)
        Token.objects.filter(unnoted, pk=token.pk).update(used_at=timezone.now())
