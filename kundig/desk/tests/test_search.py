"""The search page forgives slips and spellings, exact hits first, and shows nobody what they may not see."""

from __future__ import annotations

import pytest
from django.test import Client

from kundig.conversations import actions
from kundig.conversations.models import Conversation
from kundig.core.actor import SYSTEM
from kundig.core.own_fields import FieldKind
from kundig.core.vocabulary import learn
from kundig.customers import actions as customer_actions
from kundig.customers.models import Company, Customer
from kundig.staff.models import Agent, Team
from tests import make


@pytest.fixture
def letters(kofi: Customer, first_level: Team) -> list[Conversation]:
    """What Kofi wrote, and Kundig has learned."""
    written = [
        ("Rechnung", "Die Rechnung stimmt nicht."),
        ("Post", "Meine Monatsrechnung kam nie an."),
        ("Umzug", "Ich wohne jetzt in der Hauptstraße bei Frau Müller."),
    ]
    made = [
        make.conversation(customer=kofi, team=first_level, subject=subject, text=text)
        for subject, text in written
    ]
    learn()
    return made


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna's browser."""
    client.force_login(anna)
    return client


def _page(client: Client, text: str, address: str = "/search/") -> str:
    answer = client.get(address, {"q": text}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("text", ["Hauptstrasse", "Haupstraße", "Mueller", "Muller Hauptstr"])
def test_what_was_meant_is_found_where_nothing_is_exactly(
    letters: list[Conversation], annas: Client, text: str
) -> None:
    page = _page(annas, text)
    assert f"/{letters[2].pk}/" in page
    assert "ähnliche" in page


def test_a_slip_is_asked_about(letters: list[Conversation], annas: Client) -> None:
    page = _page(annas, "Rehcnung")
    assert "Meinten Sie Rechnung?" in page
    assert 'href="/search/?q=Rechnung"' in page


def test_exact_hits_come_first_and_parts_of_words_later(
    letters: list[Conversation], annas: Client
) -> None:
    page = _page(annas, "Rechnung")
    assert f"/{letters[0].pk}/" in page
    assert f"/{letters[1].pk}/" not in page
    assert "/search/alike/?q=Rechnung" in page
    later = _page(annas, "Rechnung", "/search/alike/")
    assert f"/{letters[1].pk}/" in later
    assert "<mark>Monatsrechnung</mark>" in later
    assert f"/{letters[0].pk}/" not in later


@pytest.mark.parametrize("text", ['"Rehcnung"', "Rehcnung -kam -stimmt", "Rehcnung or Kaffee"])
def test_phrases_and_what_is_left_out_stay_as_they_are(
    letters: list[Conversation], annas: Client, text: str
) -> None:
    assert "Nichts gefunden" in _page(annas, text)


def test_s02_what_is_out_of_reach_is_neither_found_nor_meant(
    letters: list[Conversation], client: Client, ben: Agent
) -> None:
    client.force_login(ben)
    for text in ("Rehcnung", "Hauptstrasse", "Mueller", "Mensa"):
        page = _page(client, text)
        assert "Nichts gefunden" in page
        assert "echnung" not in page
        assert not _page(client, text, "/search/alike/").strip()


def test_people_companies_and_fields_are_found(
    letters: list[Conversation], annas: Client, kofi: Customer
) -> None:
    field = customer_actions.make_field(by=SYSTEM, label="Kundennummer", kind=FieldKind.TEXT)
    customer_actions.change(kofi, by=SYSTEM, fields={field.key: "KD-778899"})
    Company.objects.create(name="Mensah Kakao")
    assert "Kofi" in _page(annas, "Mensa")
    assert "Kofi" in _page(annas, "Mennsah")
    assert "Kofi" in _page(annas, "KD-778899")
    assert "Mensah Kakao" in _page(annas, "Kakao")


@pytest.mark.parametrize("text", ["'", "((((", "a:*b", "\0", "-", '"', "x" * 1_000_000, "%", "\\"])
def test_s01_whatever_is_typed(letters: list[Conversation], annas: Client, text: str) -> None:
    _page(annas, text)
    _page(annas, text, "/search/alike/")


def test_what_stands_in_a_field_is_found_as_long_as_it_stands_there(
    letters: list[Conversation], annas: Client
) -> None:
    field = actions.make_field(by=SYSTEM, label="Gerät", kind=FieldKind.TEXT)
    actions.set_fields(letters[2], by=SYSTEM, fields={field.key: "Kaffeemühle"})
    assert f"/{letters[2].pk}/" in _page(annas, "Kaffeemühle")
    actions.set_fields(letters[2], by=SYSTEM, fields={field.key: "Toaster"})
    assert f"/{letters[2].pk}/" in _page(annas, "Toaster")
    assert f"/{letters[2].pk}/" not in _page(annas, "Kaffeemühle")


def _numbers(client: Client, letters: list[Conversation], **asked: str) -> list[int]:
    answer = client.get("/search/", asked, headers={"HX-Request": "true"})
    page = answer.content.decode()
    return [number for number, one in enumerate(letters) if f"/{one.pk}/" in page]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "Rechnung", "state": "open"}, [0]),
        ({"q": "Rechnung", "state": "resolved"}, []),
        ({"q": "", "state": "open"}, [0, 1]),
        ({"q": "", "assignee": "me"}, [1]),
        ({"q": "status:gelöst"}, [2]),
        ({"q": "is:resolved"}, [2]),
        ({"q": "is:off"}, [0, 1]),
        ({"q": "tag:eilt"}, [0]),
        ({"q": "an:mich kam"}, [1]),
        ({"q": "von:mensah rechnung"}, [0]),
        ({"q": "von:otto rechnung"}, []),
        ({"q": "after:2020-01-01 status:offen"}, [0, 1]),
        ({"q": "vor:1.1.2020"}, []),
        ({"q": "has:files"}, []),
        ({"q": "", "days": "7"}, [0, 1, 2]),
        ({"q": "", "days": "8", "state": "open"}, [0, 1]),
    ],
)
def test_filters_chosen_or_typed_narrow_what_is_found(
    letters: list[Conversation],
    annas: Client,
    anna: Agent,
    asked: dict[str, str],
    found: list[int],
) -> None:
    actions.tag(letters[0], by=anna.actor, name="eilt")
    actions.assign(letters[1], by=anna.actor, agent=anna)
    actions.resolve(letters[2], by=anna.actor)
    assert _numbers(annas, letters, **asked) == found


def test_typed_filters_become_chips_in_the_address(
    letters: list[Conversation], annas: Client
) -> None:
    answer = annas.get("/search/", {"q": 'rechnung status:offen team:"gibt es nicht"'})
    assert answer.status_code == 302
    page = annas.get(answer["Location"]).content.decode()
    assert answer["Location"].endswith("&state=open")
    assert "Status ist Offen" in page
    assert "team:" in page
    assert "/views/new/?conditions=" in page


def test_a_view_is_begun_with_the_filters(letters: list[Conversation], annas: Client) -> None:
    conditions = (
        '{"match": "all", "of": [{"field": "state", "operator": "is", "value": ["closed"]}]}'
    )
    page = annas.get("/views/new/", {"conditions": conditions}).content.decode()
    assert 'value="closed" checked' in page
    for wrong in ("", "{", "[]", "1", "[" * 9_999, '{"match": "all", "of": []}'):
        assert annas.get("/views/new/", {"conditions": wrong}).status_code == 200


def test_s02_a_filter_by_a_team_out_of_reach_is_none(
    letters: list[Conversation], client: Client, ben: Agent, first_level: Team
) -> None:
    client.force_login(ben)
    page = _page(client, f"team:{first_level.name.split()[0]}")
    assert "Filter" not in page
    assert _numbers(client, letters, q="", team=str(first_level.pk)) == []


def test_what_can_be_chosen_comes_when_the_filters_are_opened(
    letters: list[Conversation], annas: Client
) -> None:
    whole = annas.get("/search/", {"q": "Post"}).content.decode()
    assert '<option value="resolved"' not in whole
    assert 'hx-get="/search/filters/"' in whole
    assert '<option value="resolved"' in _page(annas, "", "/search/filters/")
    opened = annas.get("/search/filters/", {"q": "Post"}).content.decode()
    assert '<option value="resolved"' in opened
    assert 'value="Post"' in opened
    chosen = annas.get("/search/", {"q": "Post", "state": "resolved"}).content.decode()
    assert '<option value="resolved" selected' in chosen
