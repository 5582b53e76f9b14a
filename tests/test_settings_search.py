"""Settings are found by what people call them, lead to the very place, and only to what one may open."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from kundig.staff.models import Agent, Organisation
from kundig.web.settings_search import all_settings, find_settings


def _found(agent: Agent, text: str) -> list[str]:
    request = RequestFactory().get("/")
    request.user = agent
    return [one.url for one in find_settings(request, text)]


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("dunkel", "/settings/profile/#id_theme"),
        ("dark mode", "/settings/profile/#id_theme"),
        ("kompakt", "/settings/profile/#id_density"),
        ("Passwort", "/settings/security/#password"),
        ("kenwort", "/settings/security/#password"),
        ("servicezeiten", "/settings/hours/"),
        ("abwesenheitsnotiz", "/settings/mailboxes/"),
        ("Verschluesselung", "/settings/keys/"),
        ("berechtigungen", "/settings/roles/"),
        ("nicht stören", "/settings/notifications/#id_quiet_from"),
    ],
)
def test_found_in_both_languages_and_with_slips(ada: Agent, typed: str, url: str) -> None:
    assert _found(ada, typed)[0] == url


@pytest.mark.parametrize("typed", ["", "  ", "…", "dunkel xyzzy"])
def test_nothing_is_found_for_nothing(ada: Agent, typed: str) -> None:
    assert _found(ada, typed) == []


def test_nobody_is_led_where_they_may_not_go(ada: Agent, anna: Agent) -> None:
    assert "/settings/agents/" in _found(ada, "Mitarbeiter")
    assert "/settings/agents/" not in _found(anna, "Mitarbeiter")


def test_every_setting_stands_where_it_leads(client: Client, ada: Agent) -> None:
    Organisation.objects.create(name="Lummer")
    client.force_login(ada)
    request = RequestFactory().get("/")
    request.user = ada
    missing = [
        one.url
        for one in all_settings(request)
        if one.setting and f'id="{one.setting.anchor}"' not in client.get(one.place.url).text
    ]
    assert not missing


def test_the_page_and_the_links_while_typing(client: Client, ada: Agent) -> None:
    client.force_login(ada)
    address = reverse("settings-find")
    page = client.get(address, {"q": "dunkel"}).text
    assert "<title>" in page
    assert "/settings/profile/#id_theme" in page
    part = client.get(address, {"q": "dunkel"}, headers={"HX-Request": "true"}).text
    assert "<title>" not in part
    assert "/settings/profile/#id_theme" in part
    # Nothing typed any more: all pages stand there again.
    assert "/settings/security/" in client.get(address, headers={"HX-Request": "true"}).text


def test_the_density_is_kept_for_the_person(client: Client, anna: Agent) -> None:
    client.force_login(anna)
    assert "data-density" not in client.get("/settings/profile/").text
    answer = client.post(reverse("density"), {"density": "compact", "next": "/inbox/mine/"})
    assert answer["Location"] == "/inbox/mine/"
    assert 'data-density="compact"' in client.get("/inbox/mine/").text
    assert client.post(reverse("density"), {"density": "huge"}).status_code == 404
