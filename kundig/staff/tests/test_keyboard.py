"""One's own keys: changed, switched off, in sets, and never two verbs on one."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from kundig.core.errors import Refused
from kundig.staff import actions
from kundig.staff.models import Agent
from kundig.web.keys import LEFT_HAND, RIGHT_HAND, clashes, keys_for, problem_with


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna, signed in."""
    client.force_login(anna)
    return client


def _page_keys(client: Client) -> dict[str, str]:
    page = client.get(reverse("keyboard")).text
    found = re.search(r'<script id="keys" type="application/json">(.*?)</script>', page)
    assert found
    keys: dict[str, str] = json.loads(found[1])
    return keys


def test_a_key_is_changed_and_one_switched_off(annas: Client) -> None:
    answer = annas.post(reverse("keyboard"), {"reply": "u", "snooze": "", "letters": "on"})
    assert answer.status_code == 302
    keys = _page_keys(annas)
    assert keys["reply"] == "u"
    assert "snooze" not in keys
    assert keys["next"] == "j"


def test_without_letters_only_combinations_are_left(annas: Client) -> None:
    annas.post(reverse("keyboard"), {})
    keys = _page_keys(annas)
    assert keys["palette"] == "Mod+k"
    assert keys["back"] == "Escape"
    assert not {"reply", "go-inbox", "search", "keys", "resolve-next"} & keys.keys()


@pytest.mark.parametrize(("name", "hand"), [("left", LEFT_HAND), ("right", RIGHT_HAND)])
def test_sets_and_back(annas: Client, name: str, hand: dict[str, str]) -> None:
    annas.post(reverse("keyboard"), {"set": name})
    assert _page_keys(annas) == keys_for(hand)
    annas.post(reverse("keyboard"), {"set": "usual"})
    assert _page_keys(annas) == keys_for({})


@pytest.mark.parametrize("own", [{}, LEFT_HAND, RIGHT_HAND])
def test_no_set_lays_two_verbs_on_one_key(own: dict[str, str]) -> None:
    assert clashes(keys_for(own)) == {}


def test_a_clash_is_told_with_the_other_verb(annas: Client, anna: Agent) -> None:
    answer = annas.post(reverse("keyboard"), {"reply": "n", "letters": "on"})
    assert answer.status_code == 422
    assert "Notiz schreiben" in answer.text
    anna.refresh_from_db()
    assert anna.own_keys == {}
    with pytest.raises(Refused):
        actions.set_keys(anna, by=anna.actor, keys={"reply": "g"}, letters=True)


@pytest.mark.parametrize("key", ["Alt+r", "Mod+w", "abc", "Mod+Alt+e", "AltGraph+q", " "])
def test_what_is_no_key(key: str) -> None:
    assert problem_with(key)


@pytest.mark.parametrize("key", ["ä", "Mod+Shift+Enter", "g ö", "F2", "Shift+E", "+", "Mod+,"])
def test_what_is_one(key: str) -> None:
    assert not problem_with(key)


def test_the_browsers_own_and_unknown_ones_stay(anna: Agent) -> None:
    for keys in ({"back": "x"}, {"unknown": "x"}):
        with pytest.raises(Refused):
            actions.set_keys(anna, by=anna.actor, keys=keys, letters=True)


@pytest.mark.parametrize("mod", ["Mod", "Ctrl", "Strg", "⌘"])
def test_ctrl_is_called_as_the_keyboard_calls_it(annas: Client, anna: Agent, mod: str) -> None:
    assert annas.post(reverse("keyboard"), {"tag": f"{mod}+Shift+l"}).status_code == 302
    anna.refresh_from_db()
    assert anna.own_keys["tag"] == "Mod+Shift+l"
    page = annas.get(reverse("keyboard"), headers={"Accept-Language": "de"}).text
    assert 'value="Strg+Shift+l"' in page
    assert "Mod+" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
