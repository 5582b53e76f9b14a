"""All that a search finds, changed at once: words and filters, within reach, and counted beforehand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.http import urlencode

from kundig.conversations.bulk.models import BulkRun
from kundig.conversations.models import Conversation, Priority
from kundig.core import caps
from kundig.staff.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make.team(name="Werkstatt")


@pytest.fixture
def desk(client: Client, team: Team) -> Client:
    """The desk of Anna, who sees one team alone."""
    anna = make.agent(
        name="Anna", role=make.role(name="Begrenzt", own_teams_only=True), teams=[team]
    )
    client.force_login(anna)
    return client


@pytest.fixture
def found(team: Team) -> list[Conversation]:
    kofi = make.customer(name="Kofi", mail="kofi@mensah.example")
    about = [make.conversation(customer=kofi, team=team, subject="Kettenöl") for _one in range(3)]
    make.conversation(customer=kofi, team=team, subject="Sattel")
    make.conversation(customer=kofi, team=make.team(name="Versand"), subject="Kettenöl")
    return about


def start(desk: Client, **asked: str) -> int:
    body = {"do": "set_priority:4", "search": urlencode(asked)}
    return desk.post("/bulk/start/", body, headers={"HX-Request": "true"}).status_code


def urgent() -> set[int]:
    return set(Conversation.objects.filter(priority=Priority.URGENT).values_list("pk", flat=True))


def test_all_that_has_the_words_is_counted_and_changed(
    desk: Client, found: list[Conversation]
) -> None:
    assert "3" in desk.get("/bulk/found/", {"q": "Kettenöl"}).content.decode()
    assert start(desk, q="Kettenöl") == 200
    assert urgent() == {one.pk for one in found}
    assert BulkRun.objects.get().total == 3


def test_filters_narrow_it_with_words_and_without(desk: Client, found: list[Conversation]) -> None:
    Conversation.objects.filter(pk=found[0].pk).update(state="resolved")
    assert start(desk, q="Kettenöl", state="resolved") == 200
    assert urgent() == {found[0].pk}
    assert start(desk, state="resolved", **{"from": "mensah"}) == 200
    assert urgent() == {found[0].pk}


def test_the_number_that_was_typed_is_among_them(desk: Client, found: list[Conversation]) -> None:
    assert start(desk, q=f"#{found[1].pk}") == 200
    assert urgent() == {found[1].pk}


def test_a05_what_others_see_is_neither_counted_nor_changed(
    desk: Client, found: list[Conversation]
) -> None:
    foreign = Conversation.objects.exclude(team=found[0].team).get()
    start(desk, q=f"#{foreign.pk}")
    assert start(desk, q="Kettenöl", team=str(foreign.team_id)) == 200
    # A team that Anna may not choose is no filter.
    assert foreign.pk not in urgent()


@pytest.mark.parametrize("search", ["x=1", "q=", "q=%22", "q=Nirgends"])
def test_what_finds_nothing_changes_nothing(
    desk: Client, found: list[Conversation], search: str
) -> None:
    answer = desk.post("/bulk/start/", {"do": "resolve:", "search": search})
    assert answer.status_code >= 400
    assert not BulkRun.objects.exists()


def test_too_many_are_said_and_refused(
    desk: Client, found: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "BULK_CONVERSATIONS", 2)
    assert "2" in desk.get("/bulk/found/", {"q": "Kettenöl"}).content.decode()
    assert start(desk, q="Kettenöl") == 409
    assert not urgent()


def test_whoever_only_reads_has_nothing_to_choose(
    client: Client, team: Team, found: list[Conversation]
) -> None:
    reader: Agent = make.agent(
        name="Rita", role=make.role(name="Leser", allows=["conversation.see"]), teams=[team]
    )
    client.force_login(reader)
    page = client.get("/search/", {"q": "Kettenöl"}).content.decode()
    assert "Kettenöl" in page
    assert "row-selection" not in page
    assert client.get("/bulk/found/", {"q": "Kettenöl"}).status_code == 403
