"""Counting attempts: slow for who guesses, never locked for who knows the password."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from kundig.core import caps, limits
from kundig.staff.models import Agent
from kundig.web.peer import place_of

DEVICE_COOKIE = "kundig_device"
DEVICE_SALT = "kundig.staff.device"
DEVICE_SECONDS = 60 * 60 * 24 * 180

Bucket = tuple[str, tuple[int, int]]


@dataclass
class Tries:
    """The buckets an attempt must find filled. `take` before looking, `give_back` when it was right."""

    buckets: list[Bucket]
    # A browser that has signed in as this person before; it has a bucket of its own.
    known_device: Bucket | None = None

    def __post_init__(self) -> None:
        self._taken: list[Bucket] = []

    def take(self) -> bool:
        """Spend one attempt and tell whether it may go on; the narrowest bucket is asked first."""
        if self.known_device and self._spend(self.known_device):
            return True
        return all(self._spend(bucket) for bucket in self.buckets)

    def give_back(self) -> None:
        """Undo what `take` spent."""
        for key, (size, _seconds) in self._taken:
            limits.give_back(key, size=size)
        self._taken = []

    def _spend(self, bucket: Bucket) -> bool:
        key, (size, seconds) = bucket
        allowed = limits.allow(key, size=size, per_seconds=seconds)
        if allowed:
            self._taken.append(bucket)
        return allowed


def of_password(request: HttpRequest, email: str) -> Tries:
    """Return the tries for signing in with this address, whether anybody has it or not."""
    person, place = _hash(email), place_of(request)
    return Tries(
        [
            (f"sign-in:{person}:{place}", caps.SIGN_IN_PER_PERSON_AND_PLACE),
            (f"sign-in:{place}", caps.SIGN_IN_PER_PLACE),
            (f"sign-in:{person}", caps.SIGN_IN_PER_PERSON),
            ("sign-in", caps.SIGN_IN_EVERYBODY),
        ],
        _device(request, email),
    )


def of_code(request: HttpRequest, agent: Agent) -> Tries:
    """Return the tries for a second factor's code, or for a password that is asked for again."""
    return Tries([(f"code:{agent.pk}", caps.CODES_PER_AGENT)], _device(request, agent.email))


def of_reset(request: HttpRequest, email: str) -> Tries:
    """Return the tries for asking for a new password."""
    return Tries(
        [
            (f"reset:{place_of(request)}", caps.RESETS_PER_PLACE),
            (f"reset:{_hash(email)}", caps.RESETS_PER_PERSON),
        ]
    )


def of_challenge(request: HttpRequest) -> Tries:
    """Return the tries for beginning to sign in with a passkey, which leaves a session behind."""
    return Tries([(f"passkey:{place_of(request)}", caps.SIGN_IN_PER_PLACE)])


def remember_device(response: HttpResponseBase, agent: Agent) -> None:
    """Let this browser's attempts be counted by themselves from now on."""
    value = signing.dumps([_hash(agent.email), secrets.token_hex(8)], salt=DEVICE_SALT)
    response.set_cookie(
        DEVICE_COOKIE,
        value,
        max_age=DEVICE_SECONDS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _device(request: HttpRequest, email: str) -> Bucket | None:
    try:
        person, device = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_SECONDS
        )
    except (signing.BadSignature, ValueError):
        return None
    if person != _hash(email):
        return None
    return f"device:{device}", caps.SIGN_IN_PER_DEVICE


def _hash(email: str) -> str:
    return hashlib.sha256(email.strip().casefold().encode(errors="replace")).hexdigest()[:32]
