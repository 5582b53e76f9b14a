"""Passages: what the search has found stands in the row, marked and harmless."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.models import Conversation
from kundig.conversations.passages import with_passages, words_of
from kundig.conversations.rows import rows_of
from kundig.conversations.search import count_found, search_conversations
from kundig.core import caps
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make


def _passage(conversation: Conversation, text: str) -> str:
    conversation.refresh_from_db()
    rows = rows_of([conversation], url_of=lambda one: f"#{one.pk}")
    return with_passages(rows, text)[0].preview


def _count(text: str, agent: Agent) -> int | None:
    return count_found(search_conversations(text, agent), agent)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("rechnung", "<mark>Rechnungen</mark>"),
        ("Rech", "<mark>Rechnungen</mark>"),
        ("köln", "<mark>Köln</mark>"),
        ("die Rechnungen", "<mark>Rechnungen</mark>"),
        ('"Ihre Rechnungen" -Mahnung', "<mark>Rechnungen</mark>"),
        ("grüße", "<mark>GRÜSSE</mark>"),
        ("Häuser", "<mark>Haus</mark>"),
    ],
)
def test_words_are_marked_in_any_form(kofi: Customer, text: str, marked: str) -> None:
    words = "Die Rechnungen für das Haus stimmen nicht. GRÜSSE aus Köln"
    made = make.conversation(customer=kofi, text=words)
    assert marked in _passage(made, text)


def test_words_that_german_ignores_count_where_there_are_no_others(kofi: Customer) -> None:
    made = make.conversation(customer=kofi, text="Das ist aber nichts für mich")
    assert "<mark>ist</mark>" in _passage(made, "ist")


def test_what_lies_far_behind_is_brought_forward(kofi: Customer) -> None:
    text = f"{'Lorem ipsum ' * 100}und dann die Deichsel gebrochen {'dolor ' * 100}"
    passage = _passage(make.conversation(customer=kofi, text=text), "Deichsel")
    assert passage.startswith("… ")
    assert "die <mark>Deichsel</mark> gebrochen" in passage
    assert len(passage) < caps.PASSAGE_CHARS + 30


def test_the_message_with_most_of_the_words_is_shown(kofi: Customer) -> None:
    made = make.conversation(customer=kofi, text="Rechnung und Lieferschein fehlen")
    make.inbound(customer=kofi, conversation=made, text="Die Rechnung ist da")
    passage = _passage(made, "Rechnung Lieferschein")
    assert "<mark>Rechnung</mark> und <mark>Lieferschein</mark>" in passage


def test_what_stands_elsewhere_leaves_the_preview(kofi: Customer, anna: Agent) -> None:
    made = make.conversation(customer=kofi, text="Guten Tag", subject="Mahnung")
    actions.tag(made, by=anna.actor, name="Rechnung")
    assert _passage(made, "Rechnung") == "Guten Tag"
    rows = rows_of([made], url_of=lambda one: f"#{one.pk}")
    assert with_passages(rows, "mahnung")[0].subject == "<mark>Mahnung</mark>"


def test_what_was_taken_back_is_not_shown(conversation: Conversation, anna: Agent) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Die Deichsel ist gebrochen")
    actions.withdraw(message, by=anna.actor)
    assert "Deichsel" not in _passage(conversation, "Deichsel")


def test_m31_marks_let_no_html_through(kofi: Customer) -> None:
    text = "<script>alert(1)</script> Rechnung <b onclick=x>fett</b> <mark>"
    made = make.conversation(customer=kofi, text=text, subject="<i>Rechnung</i>")
    for words in ("Rechnung", "script", "b", "mark", "lt", "amp"):
        rows = rows_of([made], url_of=lambda one: f"#{one.pk}")
        drawn = with_passages(rows, words)[0].drawn()
        bare = drawn.replace("<mark>", "").replace("</mark>", "")
        assert "<script" not in bare
        assert "<b " not in bare
        assert "<i>" not in bare
        assert "&lt;" in bare


@pytest.mark.parametrize(
    "text", ["", "(", "[a", "\\", ".*", "a" * 300, "%s", "'", "\x00", "-", "or"]
)
def test_whatever_is_typed_breaks_nothing(conversation: Conversation, text: str) -> None:
    words_of(text)
    assert _passage(conversation, text)


def test_a_page_of_results_needs_two_queries_more(
    client: Client, kofi: Customer, anna: Agent
) -> None:
    for number in range(3):
        make.conversation(customer=kofi, text=f"Die Deichsel {number} ist gebrochen")
    page = search_conversations("Deichsel", anna)
    rows = rows_of(page.rows, url_of=lambda one: f"#{one.pk}")
    with CaptureQueriesContext(connection) as queries:
        with_passages(rows, "Deichsel")
    assert len(queries) == 2
    client.force_login(anna)
    text = client.get(reverse("search"), {"q": "Deichsel"}).text
    assert text.count("<mark>Deichsel</mark>") == 3


def test_the_count_says_how_many_there_are_within_reach(
    client: Client,
    kofi: Customer,
    anna: Agent,
    ben: Agent,
    workshop: Team,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = [make.conversation(customer=kofi, text="Die Deichsel") for _ in range(4)]
    actions.hand_over(made[0], by=anna.actor, team=workshop)
    assert _count("Deichsel", anna) == 4
    assert _count("Deichsel", ben) == 1
    assert _count("?", anna) == 0
    client.force_login(anna)
    headers = {"Accept-Language": "en"}
    assert (
        "4 conversations" in client.get(reverse("search"), {"q": "Deichsel"}, headers=headers).text
    )
    monkeypatch.setattr(caps, "SEARCH_FEW", 2)
    assert _count("Deichsel", anna) is None
