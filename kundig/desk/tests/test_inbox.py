"""The inbox: its pages, its parts, who sees what, and what it costs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.listing import views
from kundig.conversations.models import Conversation, Seen
from kundig.core.actor import SYSTEM
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make

HTMX = {"HX-Request": "true"}


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna, signed in."""
    client.force_login(anna)
    return client


def _url(conversation: Conversation, view: str = "open") -> str:
    return reverse("inbox-conversation", args=[view, conversation.pk])


def test_strangers_are_sent_to_sign_in(client: Client, conversation: Conversation) -> None:
    for url in ("/", reverse("inbox", args=["mine"]), _url(conversation)):
        assert client.get(url).status_code == 302


def test_the_start_page_is_what_waits_for_oneself(annas: Client) -> None:
    response = annas.get("/")
    assert response.headers["Location"] == reverse("inbox", args=["mine"])


@pytest.mark.parametrize("view", [view.name for view in views()])
def test_every_view_opens(annas: Client, conversation: Conversation, view: str) -> None:
    response = annas.get(reverse("inbox", args=[view]))
    assert response.status_code == 200
    assert "<!doctype html>" in response.text


def test_an_unknown_view_is_not_found(annas: Client) -> None:
    assert annas.get(reverse("inbox", args=["nonsense"])).status_code == 404
    assert annas.get(reverse("inbox", args=["team-999"])).status_code == 404


def test_the_list_shows_who_wrote_what(annas: Client, kofi: Customer) -> None:
    make.conversation(customer=kofi, subject="Pumpe kaputt", text="Sie tropft seit gestern.")
    text = annas.get(reverse("inbox", args=["unassigned"])).text
    assert "Kofi Mensah" in text
    assert "Pumpe kaputt" in text
    assert "Sie tropft" in text


def test_a_conversation_opens_with_its_person(annas: Client, conversation: Conversation) -> None:
    text = annas.get(_url(conversation)).text
    assert conversation.subject in text
    assert "kofi@mensah.example" in text
    assert "<!doctype html>" in text


def test_htmx_gets_the_conversation_alone(annas: Client, conversation: Conversation) -> None:
    response = annas.get(_url(conversation), headers=HTMX)
    assert "<!doctype html>" not in response.text
    assert 'id="person"' in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_the_back_button_gets_the_whole_page(annas: Client, conversation: Conversation) -> None:
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    assert "<!doctype html>" in annas.get(_url(conversation), headers=headers).text


def test_opening_marks_as_seen(annas: Client, conversation: Conversation, anna: Agent) -> None:
    rows = reverse("inbox-rows", args=["open"])
    assert "row unread" in annas.get(rows).text
    annas.get(_url(conversation))
    assert Seen.objects.filter(conversation=conversation, agent=anna).exists()
    assert "row unread" not in annas.get(rows).text


def test_another_teams_conversation_is_as_unknown_as_none(
    client: Client, conversation: Conversation, ben: Agent
) -> None:
    client.force_login(ben)
    assert client.get(_url(conversation)).status_code == 404
    assert client.get(_url(conversation, "all")).status_code == 404
    assert client.get(reverse("conversation", args=[conversation.pk])).status_code == 404
    assert conversation.subject not in client.get(reverse("inbox", args=["all"])).text


def test_the_lasting_address_leads_to_the_inbox(annas: Client, conversation: Conversation) -> None:
    response = annas.get(reverse("conversation", args=[conversation.pk]))
    assert response.headers["Location"] == _url(conversation, "all")


def test_a_reader_is_offered_nothing_to_change(
    client: Client, conversation: Conversation, rita: Agent
) -> None:
    client.force_login(rita)
    text = client.get(_url(conversation)).text
    assert reverse("conversation-resolve", args=[conversation.pk]) not in text
    assert "<textarea" not in text


def test_the_list_costs_the_same_for_any_number_of_rows(
    annas: Client,
    kofi: Customer,
    first_level: Team,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(12):
        make.conversation(customer=kofi, team=first_level)
    with django_assert_max_num_queries(6):
        annas.get(reverse("inbox", args=["open"]))
    with django_assert_max_num_queries(2):
        annas.get(reverse("inbox-rows", args=["open"]))


def test_a_conversation_costs_the_same_for_any_number_of_messages(
    annas: Client,
    conversation: Conversation,
    kofi: Customer,
    anna: Agent,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(6):
        make.inbound(customer=kofi, conversation=conversation)
        actions.note(conversation, by=anna.actor, text=f"Notiz {number}")
        actions.reply(conversation, by=anna.actor, text=f"Antwort {number}")
        actions.tag(conversation, by=anna.actor, name=f"wort {number}")
    actions.assign(conversation, by=SYSTEM, agent=anna)
    with django_assert_max_num_queries(13):
        annas.get(_url(conversation), headers=HTMX)
