"""Search: finds forms, beginnings, names and numbers; only what may be seen; never an error."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.models import Conversation
from kundig.conversations.search import numbered, search_conversations
from kundig.core import caps
from kundig.customers.models import Customer
from kundig.customers.search import find_customers
from kundig.staff.models import Agent, Team
from tests import make


@pytest.fixture
def letter(kofi: Customer, first_level: Team) -> Conversation:
    """Kofi's letter about his bills."""
    return make.conversation(
        customer=kofi,
        team=first_level,
        subject="Mahnung ABC-123",
        text="Guten Tag, Ihre Rechnungen stimmen nicht. Grüße aus Köln",
    )


def _found(text: str, agent: Agent) -> list[int]:
    return [row.pk for row in search_conversations(text, agent).rows]


@pytest.mark.parametrize(
    "text",
    [
        "Rechnung",
        "rechnungen",
        "Rech",
        "Ihre Rechn",
        "köln",
        "ABC-123",
        '"Guten Tag"',
        "Mahnung Rechnung",
        "kofi@mensah.example",
        "Mensah",
        "Mahnung -Angebot",
        "Angebot or Mahnung",
    ],
)
def test_it_is_found(letter: Conversation, anna: Agent, text: str) -> None:
    assert _found(text, anna) == [letter.pk]


@pytest.mark.parametrize("text", ["Angebot", "Mahnung Angebot", '"Tag Guten"', "-Mahnung Rechnung"])
def test_it_is_not_found(letter: Conversation, anna: Agent, text: str) -> None:
    assert _found(text, anna) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "'",
        "%",
        "_",
        "\\",
        "((((",
        "!!!&|",
        "a:*b",
        "a" * 1_000_000,
        "\0",
        "Rechnung\0",
        "' OR 1=1 --",
        '"',
        '"""',
        "-",
        "-x",
        "<->",
        "or or or",
        "\ud800",
        "Ⅷ²½",
        "x" * 199 + "'",
    ],
)
def test_s01_whatever_is_typed_is_no_error(letter: Conversation, anna: Agent, text: str) -> None:
    _found(text, anna)
    list(find_customers(text, anna.actor))
    numbered(text, anna)


@pytest.mark.parametrize("cursor", ["x", "1~2", "2026-01-01T00:00:00+00:00~1", "~~~"])
def test_s01_a_wrong_cursor_is_no_error(letter: Conversation, anna: Agent, cursor: str) -> None:
    search_conversations("Rechnung", anna, cursor)


def test_s02_a_limited_agent_finds_only_what_is_within_reach(
    letter: Conversation, ben: Agent, ida: Customer, workshop: Team
) -> None:
    own = make.conversation(customer=ida, team=workshop, text="Ihre Rechnung, bitte.")
    assert _found("Rechnung", ben) == [own.pk]
    assert numbered(f"#{letter.pk}", ben) is None
    assert numbered(f"#{own.pk}", ben) == own


def test_s02_a_limited_agent_finds_only_people_within_reach(
    letter: Conversation, ben: Agent, anna: Agent, kofi: Customer
) -> None:
    assert list(find_customers("Mensah", anna.actor)) == [kofi]
    assert list(find_customers("Mensah", ben.actor)) == []
    assert not ben.may("customer.see", kofi)


def test_s02_without_the_right_to_see_nothing_is_found(letter: Conversation) -> None:
    nobody = make.agent(name="Nele", role=make.role(name="Nichts", allows=[]))
    assert _found("Rechnung", nobody) == []
    assert list(find_customers("Mensah", nobody.actor)) == []


def test_the_newest_comes_first_page_by_page(kofi: Customer, anna: Agent) -> None:
    made = [make.conversation(customer=kofi, text="Dieselbe Frage").pk for _number in range(5)]
    found: list[int] = []
    page = search_conversations("Frage", anna, size=2)
    while page.cursor:
        found += [row.pk for row in page.rows]
        page = search_conversations("Frage", anna, page.cursor, size=2)
    found += [row.pk for row in page.rows]
    assert found == made[::-1]


def test_what_was_merged_away_is_found_once(
    letter: Conversation, kofi: Customer, clara: Agent
) -> None:
    other = make.conversation(customer=kofi, text="Nachtrag")
    actions.merge(letter, by=clara.actor, into=other)
    assert _found("Rechnung", clara) == [other.pk]


def test_a_search_costs_the_same_for_any_number_of_rows(
    kofi: Customer, anna: Agent, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(8):
        make.conversation(customer=kofi, text="Dieselbe Frage")
    # The words as PostgreSQL writes them, whether they are frequent, the index, the rows.
    with django_assert_num_queries(4):
        search_conversations("Frage", anna)


def test_what_was_taken_back_is_not_found(letter: Conversation, anna: Agent) -> None:
    message = actions.reply(letter, by=anna.actor, text="Voreiliges Versprechen")
    assert _found("Versprechen", anna) == [letter.pk]
    actions.withdraw(message, by=anna.actor)
    assert not _found("Versprechen", anna)
    assert _found("Rechnung", anna) == [letter.pk]


@pytest.mark.parametrize("text", ["Frage", "Fra", "Fragen Wort", '"dieselbe Frage"', "frage -Wort"])
def test_a_frequent_word_is_found_as_a_rare_one_is(
    kofi: Customer, anna: Agent, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    for words in ("Dieselbe Frage", "Dieselbe Frage, ein Wort", "Die Fragen, ein Wort"):
        make.conversation(customer=kofi, text=words)
    rare = search_conversations(text, anna)
    found = [row.pk for row in rare.rows]
    assert found
    assert rare.few == found
    monkeypatch.setattr(caps, "SEARCH_FEW", 0)
    frequent = search_conversations(text, anna)
    assert frequent.few is None
    assert [row.pk for row in frequent.rows] == found
    assert _walked(text, anna, monkeypatch) == found


def _walked(text: str, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What is found, a row at a time, where each word counts as a frequent one."""
    monkeypatch.setattr(caps, "SEARCH_PROBED", 1)
    monkeypatch.setattr(caps, "SEARCH_FREQUENT", 0)
    page = search_conversations(text, agent, size=1)
    found = [row.pk for row in page.rows]
    while page.cursor:
        page = search_conversations(text, agent, page.cursor, size=1)
        found += [row.pk for row in page.rows]
    return found


def test_words_that_are_frequent_of_late_alone_are_found_further_back_as_well(
    kofi: Customer, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make.conversation(customer=kofi, text="Dieselbe Frage")
    for _number in range(3):
        make.conversation(customer=kofi, text="Etwas anderes")
    new = make.conversation(customer=kofi, text="Dieselbe Frage")
    monkeypatch.setattr(caps, "SEARCH_WALKED", 2)
    assert _walked("Frage", anna, monkeypatch) == [new.pk, old.pk]


def test_a_full_page_of_a_frequent_word_costs_three_queries(
    kofi: Customer,
    anna: Agent,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(4):
        make.conversation(customer=kofi, text="Dieselbe Frage")
    monkeypatch.setattr(caps, "SEARCH_PROBED", 3)
    monkeypatch.setattr(caps, "SEARCH_FREQUENT", 3)
    with django_assert_num_queries(3):
        page = search_conversations("Frage", anna, size=2)
    assert len(page.rows) == 2
    assert page.few is None


def test_two_frequent_words_that_rarely_meet_are_all_found(
    kofi: Customer, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("Hafen", "Zaun", "Hafen", "Zaun"):
        make.conversation(customer=kofi, text=words)
    both = make.conversation(customer=kofi, text="Hafen am Zaun")
    monkeypatch.setattr(caps, "SEARCH_FEW", 1)
    page = search_conversations("Hafen Zaun", anna)
    assert page.few == [both.pk]
