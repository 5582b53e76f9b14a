"""Lists have the columns and the order that their reader gives them, and an address that says how it is sorted."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.listing import load_page, view_named
from kundig.conversations.listing.own import order_of
from kundig.conversations.listing.sorts import SORTS, name_of, opposite
from kundig.conversations.models import Conversation, Priority, SavedView, Sharing, ViewOrder
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.time import now
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make

_SUBJECT = re.compile(r'class="row-subject">([^<]*)<')


@pytest.fixture
def three(anna: Agent, kofi: Customer) -> list[Conversation]:
    """Return three conversations of Anna's team that differ in all that lists are sorted by."""
    made = []
    for place, (subject, priority) in enumerate([("Eins", 2), ("Zwei", 4), ("Drei", 1)]):
        one = make.conversation(customer=kofi, subject=subject, team=anna.teams.get())
        at = now() - timedelta(hours=[2, 1, 3][place])
        Conversation.objects.filter(pk=one.pk).update(
            priority=priority, waiting_since=at, last_activity_at=now() - timedelta(hours=place)
        )
        made.append(one)
    return made


def _subjects(client: Client, **query: str) -> list[str]:
    return _SUBJECT.findall(client.get(reverse("inbox", args=["open"]), query).text)


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("urgent", "Zwei"),
        ("-urgent", "Drei"),
        ("waiting", "Drei"),
        ("-waiting", "Zwei"),
        ("activity", "Drei"),
        ("-activity", "Eins"),
        ("created", "Eins"),
        ("-created", "Drei"),
    ],
)
def test_each_order_in_both_directions(
    client: Client,
    anna: Agent,
    three: list[Conversation],  # there are three
    sort: str,
    first: str,
) -> None:
    client.force_login(anna)
    found = _subjects(client, sort=sort)
    assert found[0] == first
    assert found == _subjects(client, sort=opposite(sort))[::-1]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_in_each_order_lose_and_repeat_nothing(
    anna: Agent, three: list[Conversation], sort: str
) -> None:
    # Nobody waits in one of them.
    Conversation.objects.filter(pk=three[0].pk).update(waiting_since=None)
    view = view_named("open", anna)
    assert view is not None
    order, cursor, found = SORTS[sort].order, "", list[int]()
    for _page in three:
        page = load_page(view, anna, cursor, 1, order=order)
        found += [row.pk for row in page.rows]
        cursor = page.cursor
    assert sorted(found) == [one.pk for one in three]
    assert not cursor


def test_the_address_keeps_the_order(
    client: Client,
    anna: Agent,
    three: list[Conversation],  # there are three
) -> None:
    client.force_login(anna)
    page = client.get(reverse("inbox", args=["open"]), {"sort": "-created"}).text
    assert "/inbox/open/rows/?sort=-created" in page
    assert re.search(r'href="/inbox/open/\d+/\?sort=-created"', page)
    # What is no order is none.
    assert "rows/?sort" not in client.get(reverse("inbox", args=["open"]), {"sort": "name"}).text
    # Nor is one that no index serves in this list.
    assert "rows/?sort" not in client.get(reverse("inbox", args=["all"]), {"sort": "waiting"}).text


def test_columns_of_the_reader(
    client: Client, anna: Agent, ben: Agent, three: list[Conversation]
) -> None:
    actions.tag(three[0], by=SYSTEM, name="Pumpe")
    client.force_login(anna)
    body = {"columns": ["tags", "created", "priority"], "sort": "-created", "density": "compact"}
    assert client.post(reverse("inbox-look", args=["open"]), body).status_code == 302
    page = client.get(reverse("inbox", args=["open"])).text
    assert 'data-columns="3"' in page
    assert "Pumpe</div>" in page
    assert page.count('class="row-headings"') == 1
    assert _subjects(client) == ["Drei", "Zwei", "Eins"]
    anna.refresh_from_db()
    assert anna.density == "compact"
    client.force_login(ben)
    assert "row-headings" not in client.get(reverse("inbox", args=["open"])).text


@pytest.fixture
def shared(anna: Agent) -> SavedView:
    """Return a view of everybody that Clara made, with columns and an order."""
    clara = make.agent(name="Clara", role=make.role(name="Leitung", allows=make.all_permissions()))
    open_ones = {"field": "state", "operator": "is", "value": ["open"]}
    view = actions.make_view(
        by=clara.actor,
        name="Offen",
        conditions={"match": "all", "of": [open_ones]},
        order=ViewOrder.NEWEST,
        columns=["team", "created"],
    )
    actions.share_view(view, by=clara.actor, sharing=Sharing.EVERYONE)
    return view


def _headings(client: Client, view: SavedView) -> int:
    found = re.search(r'data-columns="(\d)"', client.get(f"/inbox/{view.list_name}/").text)
    return int(found[1]) if found else 0


def test_a_view_brings_its_columns_until_its_reader_chooses_others(
    client: Client, anna: Agent, shared: SavedView, three: list[Conversation]
) -> None:
    client.force_login(anna)
    address = f"/inbox/{shared.list_name}/"
    assert _headings(client, shared) == 2
    assert _SUBJECT.findall(client.get(address).text) == ["Drei", "Zwei", "Eins"]
    look = reverse("inbox-look", args=[shared.list_name])
    assert 'value="view"' not in client.get(look).text
    client.post(look, {"columns": ["tags"], "sort": "created"})
    assert _headings(client, shared) == 1
    assert _SUBJECT.findall(client.get(address).text) == ["Eins", "Zwei", "Drei"]
    # None at all is a choice, too.
    client.post(look, {})
    assert _headings(client, shared) == 0
    assert 'value="view"' in client.get(look).text
    client.post(look, {"columns": ["tags"], "to": "view"})
    assert _headings(client, shared) == 2
    anna.refresh_from_db()
    assert anna.own_lists == {}


def test_whoever_may_change_a_view_gives_columns_to_all(
    client: Client, anna: Agent, shared: SavedView
) -> None:
    client.force_login(shared.owner)
    look = reverse("inbox-look", args=[shared.list_name])
    assert 'value="all"' in client.get(look).text
    body = {"columns": ["tags", "state", "priority"], "sort": "-activity", "to": "all"}
    assert client.post(look, body).status_code == 302
    shared.refresh_from_db()
    assert (shared.columns, shared.order) == (["tags", "state", "priority"], ViewOrder.LATEST)
    client.force_login(anna)
    assert _headings(client, shared) == 3


def test_a05_nobody_else_gives_columns_to_all(
    client: Client, anna: Agent, shared: SavedView
) -> None:
    client.force_login(anna)
    look = reverse("inbox-look", args=[shared.list_name])
    assert 'value="all"' not in client.get(look).text
    assert client.post(look, {"columns": ["tags"], "to": "all"}).status_code == 404
    usual = reverse("inbox-look", args=["open"])
    assert client.post(usual, {"columns": ["tags"], "to": "all"}).status_code == 404
    shared.refresh_from_db()
    assert shared.columns == ["team", "created"]


def test_a_view_has_no_columns_that_do_not_exist(shared: SavedView) -> None:
    with pytest.raises(Refused):
        actions.change_view(shared, by=shared.owner.actor, columns=["secret"])


@pytest.mark.parametrize("order", ViewOrder)
def test_every_order_of_a_view_is_one_of_lists(shared: SavedView, order: ViewOrder) -> None:
    actions.change_view(shared, by=shared.owner.actor, order=order)
    view = view_named(shared.list_name, shared.owner)
    assert view is not None
    assert order_of(name_of(view.order)) is order


def test_headings_turn_the_order_round(client: Client, anna: Agent) -> None:
    actions.set_list(anna, by=anna.actor, view="open", columns=["team", "waiting", "priority"])
    client.force_login(anna)
    page = client.get(reverse("inbox", args=["open"])).text
    # By default the most urgent stand first.
    assert 'href="/inbox/open/?sort=-urgent" aria-current="true"' in page
    assert 'href="/inbox/open/?sort=waiting"' in page
    assert "sort=team" not in page


def test_columns_cost_no_query_a_row(
    client: Client,
    anna: Agent,
    three: list[Conversation],  # there are three
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(anna)
    rows = reverse("inbox-rows", args=["open"])
    client.get(rows)
    names = ["state", "team", "assignee", "channel", "created", "activity", "waiting", "messages"]
    actions.set_list(anna, by=anna.actor, view="open", columns=names)
    # Session and list; what is named stands in the row.
    with django_assert_max_num_queries(3):
        client.get(rows)
    actions.set_list(anna, by=anna.actor, view="open", columns=[*names, "tags", "category"])
    with django_assert_max_num_queries(5):
        client.get(rows)


@pytest.mark.parametrize(
    "given",
    [
        {"columns": ["secret"]},
        {"sort": "name"},
        {"view": "all", "sort": "urgent"},
        {"view": "v/999"},
        {"view": "nothing"},
    ],
)
def test_what_does_not_exist_is_refused(anna: Agent, given: dict[str, object]) -> None:
    values: dict[str, object] = {"view": "open", **given}
    with pytest.raises(Refused):
        actions.set_list(anna, by=anna.actor, **values)  # type: ignore[arg-type]  # of all kinds
    anna.refresh_from_db()
    assert anna.own_lists == {}


def test_nobody_arranges_the_lists_of_others(anna: Agent, ben: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.set_list(anna, by=ben.actor, view="open", sort="created")


def test_priorities_are_words(client: Client, anna: Agent, three: list[Conversation]) -> None:
    actions.set_list(anna, by=anna.actor, view="open", columns=["priority"])
    client.force_login(anna)
    page = client.get(reverse("inbox", args=["open"])).text
    assert f"{Priority.URGENT.label}</div>" in page
    assert three
