"""Searching on the page and through the API: odd words (S01), and only what one may see (S02)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.program import Program

ODD = ["'", "%", "_", "\\", "((((", "!!!&|", "a:*b", "\0", '"', "-", "or", "a & b", "\u202e", "🙂"]


@pytest.mark.parametrize("path", ["conversations", "customers"])
def test_s01_whatever_is_asked_gives_rows_or_none(
    program: Program, conversation: Conversation, path: str
) -> None:
    with answering_in_time():
        for words in ODD:
            assert program.get(path, {"q": words}).status_code == 200, words


@pytest.mark.parametrize("query", [{}, {"after": "~~~"}, {"after": "\0"}])
@pytest.mark.parametrize("part", [False, True])
def test_s01_the_search_page_answers_whatever_is_typed(
    client: Client, anna: Agent, conversation: Conversation, query: dict[str, str], part: bool
) -> None:
    client.force_login(anna)
    headers = {"HX-Request": "true"} if part else {}
    with answering_in_time():
        for words in (
            *ODD,
            "a" * 1_000_000,
            "\0" * 1_000,
            "(" * 5_000,
            "or " * 5_000,
            "'a':* | !b",
        ):
            answer = client.get(reverse("search"), {**query, "q": words}, headers=headers)
            assert answer.status_code == 200, words[:20]


def test_s01_what_is_typed_costs_no_more_queries(
    client: Client, anna: Agent, conversation: Conversation
) -> None:
    client.force_login(anna)
    costs = []
    # What is there, and what nobody wrote: then similar words are looked for, too.
    for words in ("Lampe", "Quastenflosser", "a" * 1_000_000, "a or " * 5_000, "((((" * 500 + "a"):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("search"), {"q": words})
        costs.append(len(queries))
    assert max(costs[2:]) <= max(costs[:2])


@contextlib.contextmanager
def answering_in_time() -> Iterator[None]:
    """Let the database end each statement that takes longer than a search may; then the answer is no 200."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '300ms'")
        yield
        cursor.execute("SET LOCAL statement_timeout = 0")


def test_s01_a_megabyte_is_refused(program: Program) -> None:
    for path in ("conversations", "customers"):
        assert program.get(path, {"q": "a" * 1_000_000}).status_code == 400


def test_s02_only_what_one_may_see_is_found(
    bens_program: Program, workshop: Team, kofi: Customer, ida: Customer, first_level: Team
) -> None:
    own = make.conversation(customer=kofi, team=workshop, text="Die Wärmepumpe brummt")
    foreign = make.conversation(customer=ida, team=first_level, text="Die Wärmepumpe brummt")
    found = bens_program.get("conversations", {"q": "Wärmepumpe"}).json()["items"]
    assert [item["id"] for item in found] == [own.pk]
    people = [bens_program.get("customers", {"q": name}).json() for name in ("Kofi", "Ida")]
    assert [[item["id"] for item in page["items"]] for page in people] == [[kofi.pk], []]
    assert bens_program.get("customers", {"mail": "ida@koenig.example"}).json()["items"] == []
    assert bens_program.get("conversations", {"customer": ida.pk}).json()["items"] == []
    assert bens_program.get(f"customers/{ida.pk}").status_code == 404
    assert bens_program.get(f"conversations/{foreign.pk}/messages").status_code == 404


@pytest.mark.parametrize("few", [0, 3_000])
def test_rare_and_frequent_words_are_found(
    program: Program, kofi: Customer, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(caps, "SEARCH_FEW", few)
    made = [make.conversation(customer=kofi, text="Die Wärmepumpe brummt").pk for _ in range(3)]
    make.conversation(customer=kofi, text="Etwas anderes")
    found = program.get("conversations", {"q": "Wärmepum"}).json()["items"]
    assert sorted(item["id"] for item in found) == made
