"""Signing in through the organisation's own provider: only who is invited, once, with a verified address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from kundig.staff.models import Agent
from kundig.staff.tests import people
from kundig.staff.tests.identity_provider import Provider, running


@pytest.fixture
def provider(db: None, settings: Settings) -> Iterator[Provider]:
    """The organisation's provider."""
    people.organisation()
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = provider.app()
        settings.OIDC_NAME = "Lummer-Konto"
        yield provider


def come_back(client: Client, **more: str) -> str:
    """Go to the provider and return the address it sends the browser back to."""
    answer = client.post("/account/provider/oidc/", more)
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/account/provider/oidc/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    return f"/account/provider/oidc/callback/?code=once&state={asked['state'][0]}"


def sign_in(client: Client, provider: Provider, **claims: Any) -> Any:
    """Sign in at the provider with these claims and return our answer."""
    provider.claims = claims
    return client.get(come_back(client))


def test_the_sign_in_page_offers_it(provider: Provider, client: Client) -> None:
    assert "Mit Lummer-Konto anmelden" in client.get("/account/login/").content.decode()


def test_an_agent_with_a_verified_address_comes_in(provider: Provider, anna: Agent) -> None:
    client = Client()
    answer = sign_in(client, provider, sub="a1", email="Anna@lummer.example", email_verified=True)
    assert answer["Location"] == "/"
    assert people.is_signed_in(client)
    assert "code_verifier" in provider.asked[0]
    again = Client()
    sign_in(again, provider, sub="a1", email="other@elsewhere.example", email_verified=False)
    assert people.is_signed_in(again)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "anna@lummer.example", "email_verified": False},
        {"email": "anna@lummer.example", "email_verified": "true"},
        {"email": "anna@lummer.example"},
        {"email": "stranger@lummer.example", "email_verified": True},
        {"email": "gerd@lummer.example", "email_verified": True},
        {},
    ],
)
def test_l12_everybody_else_is_turned_away(
    provider: Provider, anna: Agent, claims: dict[str, Any]
) -> None:
    from tests import make

    make.agent(name="Gerd", role=anna.role, is_active=False)
    client = Client()
    answer = sign_in(client, provider, sub="x1", **claims)
    assert answer["Location"] == "/account/login/"
    assert not people.is_signed_in(client)
    assert Agent.objects.count() == 2
    assert not SocialAccount.objects.exists()


def test_l12_a_second_account_with_the_same_address_is_no_way_in(
    provider: Provider, anna: Agent
) -> None:
    claims = {"email": "anna@lummer.example", "email_verified": True}
    sign_in(Client(), provider, sub="a1", **claims)
    other = Client()
    sign_in(other, provider, sub="a2", **claims)
    assert not people.is_signed_in(other)


def test_l12_nothing_is_connected_to_who_is_signed_in(provider: Provider, anna: Agent) -> None:
    client = Client()
    people.sign_in(client, anna.email)
    provider.claims = {"sub": "evil", "email": "evil@evil.example", "email_verified": True}
    client.get(come_back(client, process="connect"))
    assert not SocialAccount.objects.exists()


def test_l12_the_way_back_works_once(provider: Provider, anna: Agent) -> None:
    provider.claims = {"sub": "a1", "email": anna.email, "email_verified": True}
    client = Client()
    back = come_back(client)
    client.get(back)
    client.post("/account/logout/")
    client.get(back)
    assert not people.is_signed_in(client)
    thief = Client()
    thief.get(come_back(client))
    assert not people.is_signed_in(thief)


def test_l09_the_provider_does_not_replace_the_second_step(provider: Provider, anna: Agent) -> None:
    desk = Client()
    people.sign_in(desk, anna.email)
    people.use_app(desk)
    other = Client()
    answer = sign_in(other, provider, sub="a1", email=anna.email, email_verified=True)
    assert answer["Location"] == "/account/code/"
    assert not people.is_signed_in(other)


def test_a_deactivated_agent_stays_out(provider: Provider, anna: Agent) -> None:
    claims = {"sub": "a1", "email": anna.email, "email_verified": True}
    sign_in(Client(), provider, **claims)
    Agent.objects.filter(pk=anna.pk).update(is_active=False)
    client = Client()
    assert sign_in(client, provider, **claims)["Location"] == "/account/inactive/"
    assert not people.is_signed_in(client)


def test_a_refusal_at_the_provider_is_a_page(provider: Provider, client: Client) -> None:
    back = come_back(client).replace("code=once", "error=server_error")
    assert "Anmeldung fehlgeschlagen" in client.get(back).content.decode()
    back = come_back(client).replace("code=once", "error=access_denied")
    assert client.get(back)["Location"] == "/account/provider/cancelled/"
    assert client.get("/account/provider/unknown/").status_code == 404
