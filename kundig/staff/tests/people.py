"""What tests of this room share: signing in as people do, and reading Kundig's own letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.test import Client

from kundig.core import post
from kundig.core.post import Letter
from kundig.staff.models import Organisation
from tests import make


def organisation() -> Organisation:
    """Return the organisation, made if it is not there."""
    return Organisation.objects.get_or_create(pk=1, defaults={"name": "Lummer"})[0]


def sign_in(
    client: Client,
    email: str,
    password: str = make.PASSWORD,
    *,
    place: str = "127.0.0.1",
    **more: Any,
) -> Any:
    """Send the sign-in form and return the answer."""
    organisation()
    data = {"login": email, "password": password, **more}
    return client.post("/account/login/", data, REMOTE_ADDR=place)


def is_signed_in(client: Client) -> bool:
    """Tell whether the client's session belongs to an agent who may be here."""
    return client.get("/settings/security/").status_code == 200


def confirm(client: Client, password: str = make.PASSWORD) -> None:
    """Answer the question for the password that comes before something that matters."""
    answer = client.post("/account/again/", {"password": password, "next": "/"})
    assert answer.status_code == 302, answer.content.decode()


def use_app(client: Client) -> str:
    """Set up an authenticator app for who is signed in and return its secret."""
    confirm(client)
    page = client.get("/settings/security/app/").content.decode()
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0]
    client.post("/settings/security/app/", {"code": code(secret)})
    cache.clear()
    return str(secret)


def code(secret: str) -> str:
    """Return what an authenticator app with this secret shows now."""
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1])))


@contextmanager
def mailbox() -> Iterator[list[Letter]]:
    """Collect Kundig's own letters."""
    letters: list[Letter] = []

    def carrier(letter: Letter) -> bool:
        letters.append(letter)
        return True

    post.carried_by(carrier)
    try:
        yield letters
    finally:
        post._carriers.remove(carrier)


def link_in(letter: Letter) -> str:
    """Return the path of the link in a letter of ours."""
    (link,) = re.findall(r"http://testserver(/\S+/)", letter.text)
    return str(link)
