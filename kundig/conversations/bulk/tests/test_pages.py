"""Bulk actions from the list: chosen rows, whole views, what is told, and what is not there for others."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from kundig.conversations import actions as verbs
from kundig.conversations.bulk import working_off
from kundig.conversations.bulk.models import BulkRun, Progress
from kundig.conversations.models import Conversation, Priority, State, Tag
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.models import AuditEntry
from kundig.staff.models import Agent, Team
from tests import make
from tests.jobs import forget_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make.team(name="Werkstatt")


@pytest.fixture
def ben(team: Team) -> Agent:
    role = make.role(name="Werkstatt", own_teams_only=True)
    return make.agent(name="Ben", role=role, teams=[team], language="de")


@pytest.fixture
def page(client: Client, ben: Agent) -> Client:
    client.force_login(ben)
    return client


@pytest.fixture
def three(team: Team) -> list[Conversation]:
    kofi = make.customer(name="Kofi", mail="kofi@mensah.example")
    return [make.conversation(customer=kofi, team=team) for _number in range(3)]


def chosen(rows: list[Conversation]) -> list[str]:
    return [str(one.pk) for one in rows]


def test_the_list_offers_a_box_for_each_row_and_a_bar(
    page: Client, three: list[Conversation]
) -> None:
    text = page.get("/inbox/all/").content.decode()
    for one in three:
        assert f'<input type="checkbox" name="conversations" value="{one.pk}">' in text
    assert "<row-selection" in text


def test_whoever_changes_nothing_has_nothing_to_choose(client: Client, ben: Agent) -> None:
    ben.role.permissions = ["conversation.see"]
    ben.role.save()
    client.force_login(ben)
    text = client.get("/inbox/all/").content.decode()
    assert "row-select" not in text
    assert "<row-selection" not in text


def test_chosen_rows_are_changed_and_the_notice_offers_to_undo_it(
    page: Client, three: list[Conversation]
) -> None:
    body = {"do": "set_priority:4", "conversations": chosen(three[:2])}
    answer = page.post("/bulk/start/", body, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "2 Gespräche geändert" in text
    assert "Rückgängig" in text
    assert list(Conversation.objects.order_by("pk").values_list("priority", flat=True)) == [4, 4, 2]
    run = BulkRun.objects.get()
    answer = page.post(f"/bulk/{run.pk}/undo/", headers={"HX-Request": "true"})
    assert "2 Gespräche sind wie vorher" in answer.content.decode()
    assert set(Conversation.objects.values_list("priority", flat=True)) == {Priority.NORMAL}


def test_without_script_the_page_of_the_change_tells_it(
    page: Client, three: list[Conversation]
) -> None:
    body = {"do": "tag:", "name": "eilt", "conversations": chosen(three)}
    answer = page.post("/bulk/start/", body, follow=True)
    assert "Schlagwort „eilt“ hinzufügen" in answer.content.decode()
    assert Tag.objects.get().conversations.count() == 3


def test_what_was_left_is_named_with_its_reason(page: Client, three: list[Conversation]) -> None:
    verbs.merge(three[0], by=SYSTEM, into=three[1])
    body = {"do": "reopen:", "conversations": chosen(three)}
    answer = page.post("/bulk/start/", body, follow=True).content.decode()
    assert "Nicht geändert" in answer
    assert "zusammengeführt" in answer
    assert f'href="/conversations/{three[0].pk}/"' in answer


def test_a_whole_view_is_fixed_when_it_begins(
    page: Client, three: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "BULK_AT_ONCE", 1)
    assert page.get("/bulk/count/open/").content.decode() == "Alle 3 in dieser Ansicht"
    body = {"do": "tag:" + json.dumps("eilt"), "view": "open", "conversations": ["999"]}
    page.post("/bulk/start/", body, headers={"HX-Request": "true"})
    late = make.conversation(customer=three[0].customer, team=three[0].team)
    run = BulkRun.objects.get()
    text = page.get(f"/bulk/{run.pk}/progress/").content.decode()
    assert "0 von 3" in text
    assert "load delay:1s" in text
    working_off.work_off(run.pk)
    assert "Rückgängig" in page.get(f"/bulk/{run.pk}/progress/").content.decode()
    assert Tag.objects.get().conversations.count() == 3
    assert not late.tags.exists()
    forget_jobs()


def test_whoever_is_limited_takes_nothing_else_along_with_a_whole_view(
    page: Client, three: list[Conversation]
) -> None:
    foreign = make.conversation(customer=three[0].customer, team=make.team(name="Versand"))
    page.post("/bulk/start/", {"do": "resolve:", "view": "open"})
    foreign.refresh_from_db()
    assert foreign.state == State.OPEN
    assert Conversation.objects.filter(state=State.RESOLVED).count() == 3


def test_too_many_are_refused_and_nothing_is_changed(
    page: Client, three: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "BULK_CONVERSATIONS", 2)
    assert "mehr als 2" in page.get("/bulk/count/open/").content.decode()
    assert page.post("/bulk/start/", {"do": "resolve:", "view": "open"}).status_code == 409
    assert not BulkRun.objects.exists()


@pytest.mark.parametrize("more", ["foreign", "unknown", "x", "-1", "٣"])
def test_a05_a_row_out_of_reach_is_not_there_and_nothing_is_changed(
    page: Client, three: list[Conversation], more: str
) -> None:
    foreign = make.conversation(customer=three[0].customer, team=make.team(name="Versand"))
    ids = {"foreign": str(foreign.pk), "unknown": "999999"}
    body = {"do": "resolve:", "conversations": [*chosen(three), ids.get(more, more)]}
    assert page.post("/bulk/start/", body).status_code == 404
    assert not BulkRun.objects.exists()
    assert not Conversation.objects.filter(state=State.RESOLVED).exists()
    noted = AuditEntry.objects.filter(kind="refused.out_of_reach").exists()
    assert noted is (more == "foreign")


def test_a05_a_view_that_one_does_not_have_is_not_there(page: Client, three: object) -> None:
    for address in ("/bulk/count/v/99/", "/bulk/count/nothing/"):
        assert page.get(address).status_code == 404
    body = {"do": "resolve:", "view": "v/99"}
    assert page.post("/bulk/start/", body).status_code == 404


@pytest.mark.parametrize("do", ["", "merge:", "assign:{", "assign:[1]", "tag:", "snooze:"])
def test_what_makes_no_sense_is_refused(page: Client, three: list[Conversation], do: str) -> None:
    body = {"do": do, "conversations": chosen(three)}
    assert page.post("/bulk/start/", body).status_code == 409
    assert not BulkRun.objects.exists()


def test_others_see_nothing_of_it(client: Client, page: Client, three: list[Conversation]) -> None:
    page.post("/bulk/start/", {"do": "resolve:", "conversations": chosen(three)})
    run = BulkRun.objects.get()
    client.force_login(make.agent(name="Clara", role=make.role(name="Leitung")))
    for path in ("", "progress/"):
        assert client.get(f"/bulk/{run.pk}/{path}").status_code == 404
    for path in ("cancel/", "undo/"):
        assert client.post(f"/bulk/{run.pk}/{path}").status_code == 404
    run.refresh_from_db()
    assert run.progress == Progress.DONE


@pytest.mark.parametrize("kind", ["agents", "teams", "tags", "priorities", "categories", "moments"])
def test_every_menu_offers_what_its_verb_takes(
    page: Client, three: list[Conversation], kind: str
) -> None:
    Tag.objects.create(name="eilt")
    text = page.get(f"/bulk/choices/{kind}/").content.decode()
    do = text.split('name="do" value="')[1].split('"')[0].replace("&quot;", '"')
    assert page.post("/bulk/start/", {"do": do, "conversations": chosen(three)}).status_code == 302
    assert BulkRun.objects.get().progress == Progress.DONE
    assert page.get("/bulk/choices/nothing/").status_code == 404


def test_a18_five_thousand_take_few_queries_to_start(
    page: Client, team: Team, django_assert_max_num_queries: object
) -> None:
    kofi = make.customer(name="Kofi", mail="kofi@mensah.example")
    first = make.conversation(customer=kofi, team=team)
    Conversation.objects.bulk_create(
        [
            Conversation(customer=kofi, channel=first.channel, team=team, subject=f"{number}")
            for number in range(4_999)
        ]
    )
    with django_assert_max_num_queries(30):  # type: ignore[operator]  # pytest-django's fixture
        page.post("/bulk/start/", {"do": "resolve:", "view": "open"})
    run = BulkRun.objects.get()
    assert (run.total, run.progress) == (5_000, Progress.RUNNING)
    forget_jobs()
