"""The views of the desk: what they hold, in which order, page by page, and what they cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.listing import (
    Page,
    View,
    count_views,
    load_page,
    team_views,
    view_named,
    views,
)
from kundig.conversations.models import Conversation, Priority, Seen
from kundig.core.actor import SYSTEM
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _view(name: str, agent: Agent) -> View:
    found = view_named(name, agent)
    assert found is not None
    return found


def _load(name: str, agent: Agent, cursor: str = "", size: int = 50) -> Page:
    return load_page(_view(name, agent), agent, cursor, size)


def _names(name: str, agent: Agent) -> list[str]:
    return [row.subject for row in _load(name, agent).rows]


def _open(
    customer: Customer, subject: str, hours: int = 0, team: Team | None = None
) -> Conversation:
    return make.conversation(
        customer=customer,
        team=team,
        subject=subject,
        received_at=START + timedelta(hours=hours),
    )


def test_the_longest_waiting_comes_first_and_urgent_before_all(kofi: Customer, anna: Agent) -> None:
    _open(kofi, "später", 2)
    _open(kofi, "früher", 1)
    urgent = _open(kofi, "dringend", 3)
    actions.set_priority(urgent, by=anna.actor, priority=Priority.URGENT)
    assert _names("open", anna) == ["dringend", "früher", "später"]


def test_a_list_is_written_once_for_all_who_see_the_same(kofi: Customer, anna: Agent) -> None:
    mine, other = _open(kofi, "meine", 1), _open(kofi, "andere", 2)
    colleague = make.agent(name="Bea", role=anna.role)
    for conversation, agent in ((mine, anna), (other, colleague)):
        actions.assign(conversation, by=anna.actor, agent=agent)
    with CaptureQueriesContext(connection) as queries:
        assert _names("mine", anna) == ["meine"]
        assert _names("mine", colleague) == ["andere"]
        assert count_views(views(), colleague)["mine"] == 1
    first, second, _counts = (query["sql"] for query in queries)
    assert first == second
    # The indexes of the lists hold what is to do: a plan for all values must know that this is asked for.
    assert "= 'open'" in first


def test_a_list_brought_up_to_date_is_as_long_as_it_was(kofi: Customer, anna: Agent) -> None:
    for number in range(4):
        _open(kofi, f"Frage {number}", number)
    page = _load("open", anna, size=3)
    assert [row.subject for row in page.rows] == ["Frage 0", "Frage 1", "Frage 2"]
    assert [row.subject for row in _load("open", anna, page.cursor, 3).rows] == ["Frage 3"]


def test_who_does_not_wait_comes_last(kofi: Customer, anna: Agent) -> None:
    _open(kofi, "Abwesenheit", 1).messages.update(automatic="auto-reply")
    Conversation.objects.update(waiting_since=None)
    _open(kofi, "Frage", 2)
    assert _names("open", anna) == ["Frage", "Abwesenheit"]


def test_each_state_has_its_view(kofi: Customer, anna: Agent) -> None:
    for subject in ("mein", "neu", "wartet", "schläft", "fertig", "Werbung"):
        conversation = _open(kofi, subject)
        match subject:
            case "mein":
                actions.assign(conversation, by=anna.actor, agent=anna)
            case "wartet":
                actions.reply(conversation, by=anna.actor, text="Antwort")
            case "schläft":
                until = timezone.now() + timedelta(days=1)
                actions.snooze(conversation, by=anna.actor, until=until)
            case "fertig":
                actions.resolve(conversation, by=anna.actor)
            case "Werbung":
                actions.mark_spam(conversation, by=anna.actor)
    assert _names("mine", anna) == ["mein"]
    assert _names("unassigned", anna) == ["neu"]
    assert _names("waiting", anna) == ["wartet"]
    assert _names("snoozed", anna) == ["schläft"]
    assert _names("resolved", anna) == ["fertig"]
    assert _names("spam", anna) == ["Werbung"]
    assert set(_names("all", anna)) == {"mein", "neu", "wartet", "schläft", "fertig"}


def test_a_team_has_its_own_view(
    kofi: Customer, anna: Agent, workshop: Team, first_level: Team
) -> None:
    _open(kofi, "Pumpe", team=workshop)
    assert _names(f"team-{workshop.pk}", anna) == ["Pumpe"]
    assert _names(f"team-{first_level.pk}", anna) == []


def test_own_teams_stand_first(anna: Agent, workshop: Team) -> None:
    make.team(name="Aaa")
    assert [str(view.label) for view in team_views(anna)] == ["Erste Stufe", "Aaa", "Werkstatt"]


def test_a_limited_agent_has_views_of_the_own_teams_only(
    ben: Agent, workshop: Team, first_level: Team
) -> None:
    assert [view.name for view in team_views(ben)] == [f"team-{workshop.pk}"]
    assert view_named(f"team-{first_level.pk}", ben) is None


def test_a_limited_agent_sees_and_counts_only_what_is_within_reach(
    kofi: Customer, ben: Agent, workshop: Team, first_level: Team
) -> None:
    _open(kofi, "fremd", team=first_level)
    _open(kofi, "eigen", team=workshop)
    assert _names("open", ben) == ["eigen"]
    assert count_views(views(), ben)["open"] == 1


def test_without_the_right_to_see_there_is_nothing(conversation: Conversation) -> None:
    nobody = make.agent(name="Nele", role=make.role(name="Nichts", allows=[]))
    assert _names("all", nobody) == []
    assert set(count_views(views(), nobody).values()) == {0}


@pytest.mark.parametrize("name", ["open", "all", "unassigned"])
def test_pages_go_on_without_gap_or_double(kofi: Customer, anna: Agent, name: str) -> None:
    for number in range(7):
        conversation = _open(kofi, f"{number}", number % 3)
        if number % 2:
            actions.set_priority(conversation, by=anna.actor, priority=Priority.HIGH)
    Conversation.objects.filter(subject="3").update(waiting_since=None)
    whole = [row.pk for row in _load(name, anna).rows]
    found: list[int] = []
    page = _load(name, anna, size=2)
    while page.cursor:
        found += [row.pk for row in page.rows]
        page = _load(name, anna, page.cursor, size=2)
    found += [row.pk for row in page.rows]
    assert found == whole
    assert len(found) == 7


@pytest.mark.parametrize(
    "cursor",
    ["x", "1~2", "1~2~3", "a~b~c", "2026-01-01T00:00:00~1", "~", "9" * 99 + "~" * 2, "\0~1"],
)
@pytest.mark.parametrize("name", ["open", "all"])
def test_a_wrong_cursor_is_no_error(
    conversation: Conversation, anna: Agent, name: str, cursor: str
) -> None:
    _load(name, anna, cursor)


def test_unread_is_what_the_customer_wrote_since_one_looked(
    conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    assert conversation.pk in _load("all", anna).unread
    Seen.objects.create(conversation=conversation, agent=anna, at=timezone.now())
    assert conversation.pk not in _load("all", anna).unread
    make.inbound(customer=kofi, conversation=conversation)
    assert conversation.pk in _load("all", anna).unread


def test_a_page_costs_the_same_for_any_number_of_rows(
    kofi: Customer, anna: Agent, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nameless = Customer.objects.create()
    for number in range(5):
        _open(kofi, f"{number}")
        _open(nameless, f"ohne Namen {number}")
    with django_assert_num_queries(2):
        page = _load("open", anna)
        assert [row.customer.shown_name for row in page.rows]
        assert len(page.rows) == 10


def test_all_views_are_counted_with_one_query(
    conversation: Conversation, anna: Agent, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown = [*views(), *team_views(anna)]
    with django_assert_num_queries(1):
        counts = count_views(shown, anna)
    assert counts["unassigned"] == counts[f"team-{conversation.team_id}"] == 1
    assert "resolved" not in counts


def test_an_own_draft_has_its_view(conversation: Conversation, anna: Agent, clara: Agent) -> None:
    actions.reply(conversation, by=SYSTEM, text="weg")
    conversation.drafts.create(agent=anna, direction="out", text="Guten")
    conversation.drafts.create(agent=anna, direction="note", text="Merke")
    assert len(_names("drafts", anna)) == 1
    assert _names("drafts", clara) == []


def test_rows_share_what_they_name_and_fetch_the_rest_when_asked(
    kofi: Customer,
    anna: Agent,
    first_level: Team,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(2):
        make.conversation(customer=kofi, team=first_level)
    one, two = Conversation.objects.for_rows(anna).fetch_rows()
    assert one.team is two.team
    assert one.team is not None
    with django_assert_num_queries(1):
        assert one.team.signature == first_level.signature
    with django_assert_num_queries(0):
        assert one.team.name == first_level.name
