"""Snippets: who has them, what they say, and what a placeholder can never do."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kundig.conversations.models import Conversation
from kundig.conversations.placeholders import first_name, values_of
from kundig.conversations.snippets import actions
from kundig.conversations.snippets.models import Snippet
from kundig.conversations.snippets.offering import offers
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.permissions import Standing, held_by
from kundig.core.placeholders import fill, gaps
from kundig.staff.models import Agent, Organisation, Team
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make.team(name="Werkstatt")


@pytest.fixture
def anna(team: Team) -> Agent:
    return make.agent(name="Anna Berger", role=make.role(name="Mitarbeiter"), teams=[team])


@pytest.fixture
def clara(team: Team) -> Agent:
    lead = make.role(name="Leitung", allows=held_by(Standing.LEAD))
    return make.agent(name="Clara", role=lead, teams=[team])


@pytest.fixture
def conversation(team: Team) -> Conversation:
    Organisation.objects.create(pk=1, name="Lummer")
    customer = make.customer(name="Dr. Petra Sommer", mail="petra@sommer.example")
    return make.conversation(customer=customer, team=team, subject="Achse", language="de")


def shared(text: str, **fields: Any) -> Snippet:
    return actions.make(
        by=SYSTEM, title="Gruß", texts={"de": text}, **({"personal": False} | fields)
    )


def test_a_text_is_filled_in_for_the_conversation_and_its_language(
    conversation: Conversation, anna: Agent
) -> None:
    texts = {"de": "{{greeting}},\n{{agent.first_name}} zu „{{conversation.subject}}“", "en": "Hi"}
    actions.make(by=anna.actor, title="Gruß", shortcut="/Gruss", texts=texts)
    found = offers(conversation, anna, "gru")
    assert [one.text for one in found] == ["Guten Tag Dr. Petra Sommer,\nAnna zu „Achse“"]
    conversation.language = "en"
    assert [one.text for one in offers(conversation, anna, "gru")] == ["Hi"]
    conversation.language = "fr"
    assert offers(conversation, anna, "gru")[0].language == "de"


def test_the_shortcut_comes_first_then_what_is_used_most(
    conversation: Conversation, anna: Agent
) -> None:
    often = shared("Danke für Ihre Nachricht")
    for _time in range(3):
        actions.use(often, by=anna.actor)
    exact = actions.make(by=anna.actor, title="Dank", shortcut="danke", texts={"de": "Danke!"})
    shown = [one.snippet.pk for one in offers(conversation, anna, "danke")]
    assert shown == [exact.pk, often.pk]
    often.refresh_from_db()
    assert (often.use_count, offers(conversation, anna, "")[0].snippet) == (3, often)


def test_own_ones_are_nobody_elses_and_sharing_needs_the_right(
    conversation: Conversation, team: Team, anna: Agent, clara: Agent
) -> None:
    own = actions.make(by=anna.actor, title="Meins", texts={"de": "x"})
    assert not Snippet.objects.visible_to(clara.actor).filter(pk=own.pk).exists()
    assert not offers(conversation, clara, "")
    with pytest.raises(NotAllowed):
        actions.make(by=anna.actor, title="Alle", texts={"de": "x"}, personal=False)
    with pytest.raises(NotAllowed):
        actions.change(
            own, by=anna.actor, title="Alle", texts={"de": "x"}, personal=False, team=team
        )
    for_team = actions.make(
        by=clara.actor, title="Team", texts={"de": "y"}, personal=False, team=team
    )
    assert [one.snippet for one in offers(conversation, anna, "")] == [own, for_team]
    with pytest.raises(NotAllowed):
        actions.remove(for_team, by=anna.actor)
    with pytest.raises(NotAllowed):
        actions.remove(own, by=clara.actor)


def test_whoever_is_limited_to_teams_knows_only_theirs(team: Team) -> None:
    other = make.team(name="Versand")
    role = make.role(name="Leitung", allows=held_by(Standing.LEAD), own_teams_only=True)
    ben = make.agent(name="Ben", role=role, teams=[team])
    foreign = shared("Versand", team=other)
    near, everybodys = shared("Werkstatt", team=team), shared("Alle")
    assert set(Snippet.objects.visible_to(ben.actor)) == {near, everybodys}
    assert set(Snippet.objects.changeable_by(ben.actor)) == {near}
    for snippet in (foreign, everybodys):
        with pytest.raises(NotAllowed):
            actions.remove(snippet, by=ben.actor)


@pytest.mark.parametrize(
    "wrong",
    [
        {"texts": {}},
        {"texts": {"de": " "}},
        {"texts": {"xx": "Hallo"}},
        {"texts": {"de": "x" * (caps.SNIPPET_CHARS + 1)}},
        {"texts": {"de": "{{customer.password}}"}},
        {"title": " "},
        {"shortcut": "zwei Wörter"},
        {"shortcut": "vergeben"},
    ],
)
def test_what_is_wrong_is_refused(anna: Agent, wrong: dict[str, Any]) -> None:
    actions.make(by=anna.actor, title="Da", shortcut="vergeben", texts={"de": "x"})
    with pytest.raises(Refused):
        actions.make(by=anna.actor, **({"title": "Neu", "texts": {"de": "x"}} | wrong))


def test_t01_expressions_stay_as_they_are_or_are_not_saved(
    conversation: Conversation, anna: Agent
) -> None:
    text = "{{7*7}} {% load x %} ${X} #{ticket.customer.password} __class__"
    snippet = actions.make(by=anna.actor, title="Böse", texts={"de": text})
    assert offers(conversation, anna, "böse")[0].text == snippet.texts["de"] == text
    for strange in (
        "{{agent.token}}",
        "{{customer.password}}",
        "{{ customer.__class__ }}",
        "${secret}",
    ):
        with pytest.raises(Refused):
            actions.make(by=anna.actor, title="x", texts={"de": strange})


def test_t02_what_is_put_in_is_never_looked_up_again(
    conversation: Conversation, anna: Agent
) -> None:
    conversation.customer.name = "{{agent.name}} {team}"
    values = values_of(conversation, anna)
    assert fill("{{customer.name}}", values) == "{{agent.name}} {team}"
    assert fill("{{date+1|{{agent.name}}}}", values).endswith("|Anna Berger}}")


def test_t03_values_are_escaped_for_their_target_and_cut_and_have_a_fallback(
    conversation: Conversation, anna: Agent
) -> None:
    customer = conversation.customer
    customer.name = "<img src=x onerror=alert(1)>\r\nBcc: x" + "x" * 500
    text = fill("{{customer.name}}", values_of(conversation, anna))
    assert "\n" not in text
    assert len(text) <= caps.PLACEHOLDER_CHARS
    marked = fill("<p>{{customer.name}}</p>", values_of(conversation, anna), as_markup=True)
    assert marked.startswith("<p>&lt;img src=x")
    assert "<img" not in marked
    customer.name = ""
    values = values_of(conversation, anna)
    assert fill("Hallo {{customer.first_name|Sie}}!", values, keeps_gaps=True) == "Hallo Sie!"
    kept = fill("Hallo {{customer.first_name}}!", values, keeps_gaps=True)
    assert (kept, gaps(kept)) == ("Hallo {{customer.first_name}}!", ["{{customer.first_name}}"])
    assert fill("Hallo {{customer.first_name}}!", values) == "Hallo !"
    assert fill("{{greeting}}", values) == "Guten Tag"


def test_t04_ten_thousand_placeholders_end_after_two_hundred(
    conversation: Conversation, anna: Agent
) -> None:
    values, began = values_of(conversation, anna), time.thread_time()
    filled = fill("{{customer.name}} " * 10_000, values)
    assert filled.count("Petra") == caps.PLACEHOLDERS
    assert time.thread_time() - began < 0.1


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Petra Sommer", "Petra"),
        ("Dr. Petra Sommer", "Petra"),
        ("Sommer, Petra", "Petra"),
        ("Frau Sommer", ""),
        ("Sommer Bau GmbH", ""),
        ("Petra", "Petra"),
        ("", ""),
    ],
)
def test_first_names(name: str, first: str) -> None:
    assert first_name(name) == first
