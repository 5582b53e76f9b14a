"""Signing in with a real browser: password, passkey, second step. Passkeys lie in a virtual device."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from kundig.core.actor import SYSTEM
from kundig.staff import actions
from kundig.staff.models import Agent
from kundig.staff.tests import people
from tests import make
from tests.server import Server

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser: Browser, server: Server, settings: Settings) -> Iterator[Page]:
    """A browser on this machine whose device can keep passkeys; what it complains about fails the test."""
    settings.URL = server.url.replace("127.0.0.1", "localhost")
    people.organisation()
    context = browser.new_context(base_url=settings.URL, locale="de-DE")
    context.set_default_timeout(8_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()
    assert complaints == []


def sign_in(page: Page, agent: Agent) -> None:
    page.goto("/account/login/")
    page.get_by_label("Mailadresse").fill(agent.email)
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()


def test_a_passkey_opens_the_door_alone(page: Page, anna: Agent) -> None:
    sign_in(page, anna)
    page.goto("/settings/security/")
    page.get_by_role("link", name="Passkey hinzufügen").click()
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Name").fill("Annas Laptop")
    page.get_by_role("button", name="Passkey erstellen").click()
    expect(page.get_by_role("heading", name="Wiederherstellungscodes")).to_be_visible()
    page.goto("/settings/security/")
    expect(page.get_by_text("Annas Laptop")).to_be_visible()

    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Abmelden").click()
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    page.wait_for_url(re.compile("/inbox/"))
    page.goto("/settings/security/")
    expect(page.get_by_text("zuletzt verwendet")).to_be_visible()


def test_a_passkey_is_a_second_step_too(page: Page, anna: Agent) -> None:
    test_a_passkey_opens_the_door_alone(page, anna)
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Abmelden").click()
    sign_in(page, anna)
    expect(page.get_by_role("heading", name="Zweiter Schritt")).to_be_visible()
    page.get_by_role("button", name="Passkey verwenden").click()
    page.wait_for_url(re.compile("/inbox/"))


def test_an_authenticator_app(page: Page, anna: Agent) -> None:
    sign_in(page, anna)
    page.goto("/settings/security/app/")
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_alt_text("QR-Code für die Authenticator-App")).to_be_visible()
    secret = page.locator("copy-text code").inner_text()
    page.get_by_label("Code, den die App anzeigt").fill(people.code(secret))
    page.get_by_role("button", name="Einrichten").click()
    expect(page.locator(".codes li")).to_have_count(10)


def test_an_invitation(page: Page, ada: Agent, anna: Agent) -> None:
    _, secret = actions.invite(by=SYSTEM, email="nele@lummer.example", role=anna.role)
    page.goto(f"/invitation/{secret}/")
    page.get_by_label("Ihr Name").fill("Nele Neumann")
    page.get_by_label("Neues Passwort", exact=True).fill(make.PASSWORD)
    page.get_by_label("Neues Passwort noch einmal").fill(make.PASSWORD)
    page.get_by_role("button", name="Beitreten").click()
    page.wait_for_url(re.compile("/inbox/"))
    page.get_by_role("button", name="Konto von Nele Neumann").click()
    page.get_by_role("button", name="Abwesend").click()
    page.wait_for_url(re.compile("/inbox/"))
    assert Agent.objects.get(email="nele@lummer.example").availability == "away"
