"""Views that people make: whom they belong to, what they hold, how they are counted, shared and arranged."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.listing import View, count_views, load_page, own_views, view_named
from kundig.conversations.models import Conversation, SavedView, Sharing, ViewOrder
from kundig.core.conditions import Wrong
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db


def _all(*parts: Any) -> dict[str, Any]:
    return {"match": "all", "of": list(parts)}


def _mine() -> dict[str, Any]:
    return _all({"field": "assignee", "operator": "is", "value": ["me"]})


def _list_of(view: SavedView, agent: Agent) -> View:
    found = view_named(view.list_name, agent)
    assert found is not None
    return found


def _names(agent: Agent) -> list[str]:
    return [str(view.label) for view in own_views(agent)]


def _kinds(view: SavedView) -> list[str]:
    events = Event.objects.filter(subject_kind="savedview", subject_id=view.pk)
    return list(events.order_by("pk").values_list("kind", flat=True))


def test_a_view_holds_what_its_conditions_fit(kofi: Customer, anna: Agent, clara: Agent) -> None:
    conversation = make.conversation(customer=kofi)
    make.conversation(customer=kofi)
    actions.assign(conversation, by=anna.actor, agent=anna)
    view = make.saved_view(owner=anna, conditions=_mine())
    page = load_page(_list_of(view, anna), anna)
    assert [row.pk for row in page.rows] == [conversation.pk]
    assert count_views(own_views(anna), anna) == {view.list_name: 1}
    assert view_named(view.list_name, clara) is None


def test_me_is_whoever_looks(kofi: Customer, anna: Agent, clara: Agent) -> None:
    conversation = make.conversation(customer=kofi)
    actions.assign(conversation, by=anna.actor, agent=anna)
    view = make.saved_view(owner=clara, conditions=_mine())
    actions.share_view(view, by=clara.actor, sharing=Sharing.EVERYONE)
    assert count_views(own_views(anna), anna)[view.list_name] == 1
    assert count_views(own_views(clara), clara)[view.list_name] == 0


def test_spam_and_merged_ones_are_left_out_unless_asked_for(kofi: Customer, anna: Agent) -> None:
    conversation = make.conversation(customer=kofi)
    actions.mark_spam(conversation, by=anna.actor)
    begun = {"field": "created_at", "operator": "filled"}
    spam = {"field": "spam", "operator": "yes"}
    usual = make.saved_view(owner=anna, conditions=_all(begun))
    asking = make.saved_view(owner=anna, conditions=_all(begun, spam))
    assert count_views(own_views(anna), anna) == {usual.list_name: 0, asking.list_name: 1}


def test_a_view_of_everyone_shows_nobody_what_they_may_not_see(
    kofi: Customer, ben: Agent, clara: Agent, first_level: Team
) -> None:
    make.conversation(customer=kofi, team=first_level)
    view = make.saved_view(owner=clara)
    actions.share_view(view, by=clara.actor, sharing=Sharing.EVERYONE)
    assert count_views(own_views(ben), ben) == {view.list_name: 0}
    assert load_page(_list_of(view, ben), ben).rows == []
    assert load_page(_list_of(view, clara), clara).rows != []


def test_a_team_has_what_is_shared_with_it(
    anna: Agent, ben: Agent, clara: Agent, first_level: Team
) -> None:
    view = make.saved_view(owner=clara, name="Stufe eins")
    actions.share_view(view, by=clara.actor, sharing=Sharing.TEAM, team=first_level)
    assert _names(anna) == ["Stufe eins"]
    assert _names(ben) == []
    actions.share_view(view, by=clara.actor, sharing=Sharing.OWN)
    assert _names(anna) == []
    assert _kinds(view) == ["view.made", "view.shared", "view.shared"]


def test_sharing_needs_its_right(anna: Agent, clara: Agent, first_level: Team) -> None:
    view = make.saved_view(owner=anna)
    with pytest.raises(NotAllowed):
        actions.share_view(view, by=anna.actor, sharing=Sharing.TEAM, team=first_level)
    with pytest.raises(NotAllowed):
        actions.change_view(view, by=clara.actor, name="Meins")
    shared = make.saved_view(owner=clara)
    actions.share_view(shared, by=clara.actor, sharing=Sharing.EVERYONE)
    with pytest.raises(NotAllowed):
        actions.change_view(shared, by=anna.actor, name="Meins")
    with pytest.raises(Refused):
        actions.share_view(shared, by=clara.actor, sharing=Sharing.TEAM)


def test_a_view_of_nothing_is_refused(anna: Agent) -> None:
    with pytest.raises(Wrong):
        make.saved_view(owner=anna, conditions={"match": "all", "of": []})
    with pytest.raises(Refused):
        make.saved_view(owner=anna, name="  ")
    with pytest.raises(Refused):
        make.saved_view(owner=anna, icon="nothing")


def test_a_view_that_lost_a_field_holds_nothing_and_says_so(kofi: Customer, anna: Agent) -> None:
    make.conversation(customer=kofi)
    view = make.saved_view(owner=anna)
    gone = {"match": "none", "of": [{"field": "mood", "operator": "is", "value": ["bad"]}]}
    SavedView.objects.filter(pk=view.pk).update(conditions=gone)
    found = _list_of(view, anna)
    assert load_page(found, anna).rows == []
    assert count_views([found], anna) == {found.name: 0}
    with translation.override("en"):
        assert "no longer" in str(found.empty)


def test_changing_twice_is_changing_once(anna: Agent) -> None:
    view = make.saved_view(owner=anna)
    for _time in range(2):
        actions.change_view(view, by=anna.actor, name="Neu", order=ViewOrder.LATEST)
        actions.hide_view(view, by=anna.actor)
    assert _names(anna) == []
    for _time in range(2):
        actions.show_view(view, by=anna.actor)
    assert _names(anna) == ["Neu"]
    for _time in range(2):
        actions.remove_view(view, by=anna.actor)
    assert _names(anna) == []
    assert view_named(view.list_name, anna) is None
    for _time in range(2):
        actions.restore_view(view, by=anna.actor)
    assert _names(anna) == ["Neu"]
    assert _kinds(view) == [
        *("view.made", "view.changed", "view.hidden", "view.unhidden"),
        *("view.removed", "view.restored"),
    ]


def test_everybody_arranges_for_themselves(anna: Agent, clara: Agent) -> None:
    views = {name: make.saved_view(owner=clara, name=name) for name in ("A", "B", "C")}
    for view in views.values():
        actions.share_view(view, by=clara.actor, sharing=Sharing.EVERYONE)
    actions.place_view(views["C"], by=anna.actor, before=views["A"])
    actions.place_view(views["A"], by=anna.actor)
    assert _names(anna) == ["C", "B", "A"]
    assert _names(clara) == ["A", "B", "C"]
    make.saved_view(owner=anna, name="0")
    assert _names(anna) == ["C", "B", "A", "0"]


@pytest.mark.parametrize("order", ViewOrder.values)
def test_pages_go_on_where_the_last_one_ended(kofi: Customer, anna: Agent, order: str) -> None:
    for _number in range(5):
        make.conversation(customer=kofi)
    Conversation.objects.filter(pk=Conversation.objects.earliest("pk").pk).update(
        waiting_since=None
    )
    view = _list_of(make.saved_view(owner=anna, order=ViewOrder(order)), anna)
    found, cursor = [], ""
    for _page in range(3):
        page = load_page(view, anna, cursor, 2)
        found += [row.pk for row in page.rows]
        cursor = page.cursor
    assert sorted(found) == sorted(Conversation.objects.values_list("pk", flat=True))
    assert cursor == ""


def test_all_views_are_counted_with_one_query(
    kofi: Customer, anna: Agent, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.conversation(customer=kofi)
    late = {
        "field": "waiting_since",
        "operator": "longer_ago",
        "value": {"number": 2, "unit": "days"},
    }
    for conditions in (_mine(), _all(late)):
        make.saved_view(owner=anna, conditions=conditions)
    with django_assert_num_queries(2):
        count_views(own_views(anna), anna)


def test_the_builder_adds_and_removes(client: Client, anna: Agent) -> None:
    client.force_login(anna)
    state = {"c-0:field": "state", "c-0:operator": "is", "c-0:value": ["open", "snoozed"]}
    sent: dict[str, Any] = {"c:match": "any", **state}
    answer = client.post("/views/builder/", {**sent, "build": "add:c"}).text
    assert 'name="c-1:field"' in answer
    assert answer.count("checked") == 2
    answer = client.post("/views/builder/", {**sent, "build": "group:c"}).text
    assert 'name="c-1:match"' in answer
    assert 'name="c-1-0:field"' in answer
    answer = client.post("/views/builder/", {**sent, "build": "remove:c-0"}).text
    assert 'name="c-0:field"' not in answer
    for odd in ("remove:c-9-9", "add:c-0", "add:c-7", "remove:c", "x"):
        assert client.post("/views/builder/", {**sent, "build": odd}).status_code == 200


def test_the_builder_keeps_what_it_does_not_know(client: Client, anna: Agent) -> None:
    client.force_login(anna)
    odd = {"c:match": "most", "c-0:field": "mood", "c-1:match": "all", "c-2:operator": "is"}
    odd |= {f"c-{number}:field": "subject" for number in range(3, 60)}
    odd |= {"c" + "-0" * depth + ":match": "all" for depth in range(1, 9)}
    for address in ("/views/builder/", "/views/said/", "/views/new/"):
        assert client.post(address, odd).status_code in (200, 422)


def test_a_view_is_made_on_its_page_and_opens(client: Client, kofi: Customer, anna: Agent) -> None:
    make.conversation(customer=kofi, subject="Rechnung doppelt")
    make.conversation(customer=kofi, subject="Lieferung")
    client.force_login(anna)
    assert client.get("/views/new/").status_code == 200
    sent = {"name": "Rechnungen", "order": "latest", "c:match": "all", "c-0:field": "subject"}
    sent |= {"c-0:operator": "contains", "c-0:value": "RECHNUNG"}
    assert "1" in client.post("/views/said/", sent).text
    answer = client.post("/views/new/", sent, follow=True)
    view = SavedView.objects.get(owner=anna)
    assert answer.request["PATH_INFO"] == f"/inbox/v/{view.pk}/"
    assert "Rechnung doppelt" in answer.text
    assert "Lieferung" not in answer.text
    conversation = Conversation.objects.get(subject="Rechnung doppelt")
    assert f"/inbox/v/{view.pk}/{conversation.pk}/" in answer.text
    assert client.get(f"/inbox/v/{view.pk}/{conversation.pk}/").status_code == 200
    assert client.get(f"/views/{view.pk}/").status_code == 200
    page = client.get("/views/").text
    assert "Rechnungen" in page
    assert client.post(f"/views/{view.pk}/remove/").status_code == 302
    assert client.get(f"/inbox/v/{view.pk}/").status_code == 404
    assert f"/views/{view.pk}/restore/" in client.get("/views/").text


def test_what_is_wrong_stands_on_the_page(client: Client, anna: Agent) -> None:
    client.force_login(anna)
    sent = {"name": "Leer", "order": "latest", "c:match": "all", "c-0:field": "subject"}
    answer = client.post("/views/new/", {**sent, "c-0:operator": "contains", "c-0:value": ""})
    assert answer.status_code == 422
    assert not SavedView.objects.exists()
