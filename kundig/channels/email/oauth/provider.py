"""Talking to a provider: where people sign in, and the endpoint that gives out tokens (RFC 6749, 4.1 and 6)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets as chance
from dataclasses import dataclass
from urllib.parse import urlencode

from kundig.channels.email.models import OAuthClient, Provider
from kundig.core import caps, secrets
from kundig.core.fetch import fetch
from kundig.core.outside import Unreachable

_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
_OUTLOOK = "https://outlook.office.com"


@dataclass(frozen=True)
class Endpoints:
    """Where a provider lets people sign in, gives out tokens, and what we ask for."""

    authorize: str
    token: str
    scope: str
    # What makes the provider give a token that can be renewed.
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Attempt:
    """A sign-in that was begun: what must come back, and what proves that it is ours (RFC 7636)."""

    state: str
    verifier: str

    @classmethod
    def begin(cls) -> Attempt:
        """Return a new one of 256 bits each."""
        return cls(chance.token_urlsafe(32), chance.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        """Return what the provider is shown of the verifier."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True)
class Tokens:
    """What a provider gave. `refresh` is empty where the one we have goes on being valid."""

    access: str
    refresh: str
    seconds: int


class GrantProblem(Exception):
    """A provider gives no token. `kind` says why in one word: denied, client, connection."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind = kind


def endpoints(client: OAuthClient) -> Endpoints:
    """Return where the client's provider is reached."""
    if client.provider == Provider.MICROSOFT:
        base = _MICROSOFT.format(tenant=client.tenant or "common")
        rights = [f"{_OUTLOOK}/{name}.AccessAsUser.All" for name in ("IMAP", "POP")]
        scope = " ".join(["offline_access", *rights, f"{_OUTLOOK}/SMTP.Send"])
        return Endpoints(f"{base}/authorize", f"{base}/token", scope)
    if client.provider == Provider.GOOGLE:
        return Endpoints(
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://oauth2.googleapis.com/token",
            "https://mail.google.com/",
            (("access_type", "offline"), ("prompt", "consent")),
        )
    return Endpoints(client.authorize_url, client.token_url, client.scope)


def sign_in_address(client: OAuthClient, attempt: Attempt, *, back_to: str, user: str) -> str:
    """Return the address at which somebody gives leave to use the mailbox of `user`."""
    at = endpoints(client)
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": back_to,
        "scope": at.scope,
        "state": attempt.state,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
        "login_hint": user,
        **dict(at.extra),
    }
    separator = "&" if "?" in at.authorize else "?"
    return f"{at.authorize}{separator}{urlencode(asked)}"


def exchange(client: OAuthClient, attempt: Attempt, *, code: str, back_to: str) -> Tokens:
    """Return the tokens for a code that came back. Raises GrantProblem."""
    return _ask(
        client,
        grant_type="authorization_code",
        code=code,
        redirect_uri=back_to,
        code_verifier=attempt.verifier,
    )


def renew(client: OAuthClient, refresh: str) -> Tokens:
    """Return new tokens. Raises GrantProblem."""
    return _ask(client, grant_type="refresh_token", refresh_token=refresh)


def _ask(client: OAuthClient, **asked: str) -> Tokens:
    asked["client_id"] = client.client_id
    if client.secret is not None:
        asked["client_secret"] = secrets.reveal(client.secret)
    try:
        answer = fetch(
            endpoints(client).token,
            method="POST",
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            content=urlencode(asked).encode(),
            own_networks=True,
            size=caps.OAUTH_ANSWER_BYTES,
        )
    except Unreachable as problem:
        raise GrantProblem("connection", str(problem)) from problem
    return _read(answer.status, answer.content)


def _read(status: int, content: bytes) -> Tokens:
    try:
        said = json.loads(content)
        if status == 200:
            return Tokens(
                str(said["access_token"]),
                str(said.get("refresh_token") or ""),
                max(int(said.get("expires_in") or caps.OAUTH_TOKEN_SECONDS), 0),
            )
        error = str(said["error"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise GrantProblem("connection", f"status {status} and no sense") from problem
    if error in ("invalid_grant", "interaction_required", "consent_required", "login_required"):
        raise GrantProblem("denied", error)
    if error in ("invalid_client", "unauthorized_client", "invalid_scope", "invalid_request"):
        raise GrantProblem("client", error)
    raise GrantProblem("connection", error[:200])
