"""The code without which nobody but the machine itself may set up a fresh installation."""

from __future__ import annotations

import hmac
import ipaddress
import os
import secrets

from django.conf import settings
from django.http import HttpRequest

from kundig.core import caps, limits

# Without signs that look like others.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
FILE = settings.DATA / "keys" / "setup.code"
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}


def ensure() -> str:
    """Return the code, made on first use and readable by the owner of the data folder alone."""
    if not FILE.exists():
        FILE.parent.mkdir(parents=True, exist_ok=True)
        groups = ["".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3)]
        descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("-".join(groups))
    return FILE.read_text().strip()


def forget() -> None:
    """Remove the code: there is nothing left to set up."""
    FILE.unlink(missing_ok=True)


def is_right(text: str) -> bool:
    """Tell whether this is the code; only so many attempts in so much time."""
    size, seconds = caps.SETUP_CODES
    if not limits.allow("setup-code", size=size, per_seconds=seconds):
        return False
    return hmac.compare_digest(_signs(text).encode(), _signs(ensure()).encode())


def is_local(request: HttpRequest) -> bool:
    """Tell whether the request comes from this machine itself, by no proxy and under its own name."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    name = request.get_host().rpartition(":")[0] or request.get_host()
    forwarded = request.META.get("KUNDIG_FORWARDED", False)
    return address.is_loopback and name in LOCAL_NAMES and not forwarded


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign in ALPHABET)
