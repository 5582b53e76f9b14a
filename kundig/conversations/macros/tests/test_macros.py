"""Macros: all steps in their order or none, each with its own right, told before and after."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kundig.conversations import actions as verbs
from kundig.conversations.bulk import actions as bulk
from kundig.conversations.bulk.models import BulkRun
from kundig.conversations.macros import actions
from kundig.conversations.macros.models import Macro
from kundig.conversations.models import Conversation, Direction, Draft, Message, State
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db

Steps = list[dict[str, Any]]


def step(do: str, value: Any = None) -> dict[str, Any]:
    return {"do": do, "value": value}


@pytest.fixture
def team() -> Team:
    return make.team(name="Werkstatt")


@pytest.fixture
def anna(team: Team) -> Agent:
    role = make.role(name="Mitarbeiter")
    return make.agent(name="Anna Berg", role=role, teams=[team], language="de")


@pytest.fixture
def one(team: Team) -> Conversation:
    kofi = make.customer(name="Kofi Mensah", mail="kofi@mensah.example")
    return make.conversation(customer=kofi, team=team)


@pytest.fixture
def page(client: Client, anna: Agent) -> Client:
    client.force_login(anna)
    return client


def macro_of(anna: Agent, *steps: dict[str, Any], **whose: Any) -> Macro:
    return actions.make(by=anna.actor, title="Retoure", steps=list(steps), **whose)


def shared(team: Team | None, *steps: dict[str, Any]) -> Macro:
    return actions.make(by=SYSTEM, title="Geteilt", steps=list(steps), personal=False, team=team)


def test_all_steps_are_done_in_their_order_and_name_the_macro_as_their_cause(
    anna: Agent, one: Conversation
) -> None:
    macro = macro_of(
        anna,
        step("assign", "me"),
        step("tag", "retoure"),
        step("set_priority", 3),
        step("note", "Etikett an {{customer.first_name}} geschickt."),
        step("resolve"),
    )
    actions.run_macro(one, by=anna.actor, macro=macro)
    one.refresh_from_db()
    assert (one.assignee, one.priority, one.state) == (anna, 3, State.RESOLVED)
    assert one.messages.get(direction=Direction.NOTE).text == "Etikett an Kofi geschickt."
    ran = Event.objects.get(kind="conversation.macro_ran")
    followed = Event.objects.filter(cause=ran).order_by("pk").values_list("kind", flat=True)
    assert list(followed) == [
        "conversation.assigned",
        "conversation.tagged",
        "conversation.priority_set",
        "conversation.noted",
        "conversation.resolved",
    ]


def test_all_or_nothing(anna: Agent, one: Conversation) -> None:
    macro = macro_of(anna, step("tag", "eilt"), step("snooze", 1))
    other = make.conversation(customer=one.customer, team=one.team)
    verbs.merge(one, by=SYSTEM, into=other)
    before = Event.objects.count()
    with pytest.raises(Refused):
        actions.run_macro(one, by=anna.actor, macro=macro)
    assert not one.tags.exists()
    assert Event.objects.count() == before


def test_each_step_asks_for_its_own_right(anna: Agent, one: Conversation) -> None:
    anna.role.permissions = ["conversation.see", "conversation.work", "conversation.make_tags"]
    anna.role.save()
    macro = macro_of(anna, step("tag", "eilt"), step("note", "Hallo"))
    with pytest.raises(NotAllowed):
        actions.run_macro(one, by=Agent.objects.get(pk=anna.pk).actor, macro=macro)
    assert not one.tags.exists()


def test_a05_somebody_elses_macro_runs_for_nobody_else(
    anna: Agent, one: Conversation, page: Client
) -> None:
    foreign = macro_of(make.agent(name="Clara", role=anna.role), step("resolve"))
    with pytest.raises(NotAllowed):
        actions.run_macro(one, by=anna.actor, macro=foreign)
    with pytest.raises(Refused):
        bulk.start(by=anna.actor, verb="run_macro", value=foreign.pk, conversations=[one])
    for number in (foreign.pk, foreign.pk + 1000):
        answer = page.post(f"/conversations/{one.pk}/macros/run/", {"macro": number})
        assert answer.status_code == 404
        chosen = {"do": f"run_macro:{number}", "conversations": one.pk}
        assert page.post("/bulk/start/", chosen).status_code == 404
    assert page.get(f"/settings/macros/{foreign.pk}/").status_code == 404
    assert page.post(f"/settings/macros/{foreign.pk}/remove/").status_code == 404
    one.refresh_from_db()
    assert one.state == State.OPEN


def test_a_text_goes_into_the_draft_behind_what_stands_there(
    anna: Agent, one: Conversation
) -> None:
    macro = macro_of(anna, step("draft", "{{greeting}},\n\ndanke."))
    for _time in range(2):
        actions.run_macro(one, by=anna.actor, macro=macro)
    draft = Draft.objects.get(conversation=one, agent=anna)
    assert draft.text.count("Kofi Mensah,\n\ndanke.") == 2


def test_an_answer_is_sent_with_its_placeholders_and_not_where_nothing_is_known(
    anna: Agent, one: Conversation
) -> None:
    macro = macro_of(anna, step("reply", "Guten Tag {{customer.first_name}}, {{agent.name}}"))
    actions.run_macro(one, by=anna.actor, macro=macro)
    assert one.messages.get(direction=Direction.OUTBOUND).text == "Guten Tag Kofi, Anna Berg"
    one.customer.company = None
    one.customer.save()
    macro = macro_of(anna, step("reply", "Für {{customer.company}}"))
    with pytest.raises(Refused):
        actions.run_macro(one, by=anna.actor, macro=macro)
    assert one.messages.filter(direction=Direction.OUTBOUND).count() == 1


@pytest.mark.parametrize("text", ["{{7*7}}", "{% load x %}", "${x}", "{{customer.password}}"])
def test_t01_a_text_is_no_program(anna: Agent, one: Conversation, text: str) -> None:
    try:
        macro = macro_of(anna, step("note", text))
    except Refused:
        return
    actions.run_macro(one, by=anna.actor, macro=macro)
    assert one.messages.get(direction=Direction.NOTE).text == text


def test_t02_what_customers_call_themselves_is_looked_up_no_further(
    anna: Agent, one: Conversation
) -> None:
    one.customer.name = "{{agent.name}}"
    one.customer.save()
    macro = macro_of(anna, step("note", "An {{customer.name}}"))
    actions.run_macro(one, by=anna.actor, macro=macro)
    assert one.messages.get(direction=Direction.NOTE).text == "An {{agent.name}}"


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [step("merge")],
        [step("resolve", 1)],
        [step("note", "")],
        [step("note", "{{nothing}}")],
        [step("reply", {"x": 1})],
        [{"do": ["tag"], "value": "x"}],
        [{}],
        [step("resolve")] * 13,
    ],
)
def test_what_no_macro_can_do_is_refused(anna: Agent, steps: Steps) -> None:
    with pytest.raises(Refused):
        macro_of(anna, *steps)
    assert not Macro.objects.exists()


def test_teams_and_everybodys_need_the_right_to_share(anna: Agent, team: Team) -> None:
    with pytest.raises(NotAllowed):
        macro_of(anna, step("resolve"), personal=False, team=team)
    with pytest.raises(NotAllowed):
        actions.remove(shared(None, step("resolve")), by=anna.actor)


def test_it_is_offered_with_what_it_will_do(
    page: Client, anna: Agent, team: Team, one: Conversation
) -> None:
    shared(team, step("assign", "me"), step("draft", "Hallo {{customer.first_name}}"))
    shared(make.team(name="Versand"), step("close"))
    text = page.get(f"/conversations/{one.pk}/macros/").content.decode()
    assert "Anna Berg zuweisen · In die Antwort einfügen: „Hallo Kofi“" in text
    assert text.count('name="macro"') == 1
    palette = page.get(f"/conversations/{one.pk}/palette/run_macro/").content.decode()
    assert "Geteilt" in palette


def test_used_from_the_page_the_head_and_the_composer_come_back(
    page: Client, team: Team, one: Conversation
) -> None:
    macro = shared(team, step("set_priority", 4), step("draft", "Hallo {{customer.first_name}}"))
    answer = page.post(
        f"/conversations/{one.pk}/macros/run/", {"macro": macro.pk}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'id="conversation-head"' in answer
    assert "Hallo Kofi" in answer
    stream = page.get(f"/conversations/{one.pk}/stream/").content.decode()
    assert "hat das Makro" in stream
    assert f'href="/settings/macros/{macro.pk}/"' in stream


def test_whoever_may_not_see_the_macro_reads_its_number_and_no_link(
    page: Client, anna: Agent, one: Conversation
) -> None:
    clara = make.agent(name="Clara", role=anna.role)
    macro = macro_of(clara, step("tag", "eilt"))
    actions.run_macro(one, by=clara.actor, macro=macro)
    stream = page.get(f"/conversations/{one.pk}/stream/").content.decode()
    assert f"#{macro.pk}" in stream
    assert "Retoure" not in stream
    assert f"/settings/macros/{macro.pk}/" not in stream


def test_many_conversations_by_one_macro_and_back(
    anna: Agent, team: Team, one: Conversation
) -> None:
    macro = shared(team, step("tag", "eilt"), step("set_priority", 4), step("resolve"))
    rows = [one, make.conversation(customer=one.customer, team=team)]
    run = bulk.start(by=anna.actor, verb="run_macro", value=macro.pk, conversations=rows)
    assert Conversation.objects.filter(state=State.RESOLVED, tags__name="eilt").count() == 2
    bulk.undo(run, by=anna.actor)
    assert Conversation.objects.filter(state=State.OPEN, tags=None, priority=2).count() == 2


def test_it_is_built_step_by_step(page: Client, anna: Agent) -> None:
    build = "/settings/macros/arrange/"
    sent = {"title": "Neu", "owner": "me", "do-0": "tag", "value-0": "eilt"}
    text = page.post(build, sent | {"act": "add", "more": "note"}).content.decode()
    assert 'name="do-1" value="note"' in text
    sent |= {"do-1": "note", "value-1": "Hallo"}
    text = page.post(build, sent | {"act": "up:1"}).content.decode()
    assert 'name="do-0" value="note"' in text
    assert "Hallo" in text
    text = page.post(build, sent | {"act": "remove:0"}).content.decode()
    assert 'name="do-1"' not in text
    assert page.post("/settings/macros/make/", sent).status_code == 302
    macro = Macro.objects.get()
    assert macro.steps == [step("tag", "eilt"), step("note", "Hallo")]
    assert (macro.agent, macro.team) == (anna, None)
    text = page.get(f"/settings/macros/{macro.pk}/change/").content.decode()
    assert 'value="eilt"' in text
    sent |= {"do-2": "assign", "value-2": "null", "do-3": "hand_over", "value-3": "999"}
    assert page.post(f"/settings/macros/{macro.pk}/change/", sent).status_code == 200
    sent = {k: v for k, v in sent.items() if not k.endswith("-3")}
    assert page.post(f"/settings/macros/{macro.pk}/change/", sent).status_code == 302
    macro.refresh_from_db()
    assert macro.steps[2] == step("assign")
    for address in ("", f"{macro.pk}/"):
        assert (
            "Schlagwort „eilt“ hinzufügen"
            in page.get(f"/settings/macros/{address}").content.decode()
        )


# Marks tell what was committed when they were made.
@pytest.mark.django_db(transaction=True)
def test_many_answers_are_shown_and_asked_for_before_any_is_sent(
    page: Client, anna: Agent, team: Team, one: Conversation
) -> None:
    nameless = make.conversation(customer=make.customer(name="", mail="x@y.example"), team=team)
    text = "Guten Tag {{customer.first_name}}, anbei der Plan im Anhang."
    macro = shared(team, step("reply", text))
    chosen = {"do": f"run_macro:{macro.pk}", "conversations": [one.pk, nameless.pk]}
    asked = page.post("/bulk/start/", chosen, headers={"HX-Request": "true"})
    run = BulkRun.objects.get()
    assert asked.headers["HX-Redirect"] == f"/bulk/{run.pk}/"
    text = page.get(f"/bulk/{run.pk}/").content.decode()
    assert "2 Antworten senden" in text
    assert "Guten Tag Kofi" in text
    assert "{{customer.first_name}}" in text
    assert "1 Gespräch wird ausgelassen" in text
    assert "anbei" in text.split("Bitte prüfen")[1].split("<article")[0]
    outbound = Message.objects.filter(direction=Direction.OUTBOUND)
    assert not outbound.exists()
    for _time in range(2):
        page.post(f"/bulk/{run.pk}/confirm/")
    assert [message.conversation for message in outbound] == [one]
    # Its state is another one now, which can be undone.
    assert (run.counts["done"], run.counts["refused"]) == (1, 1)


def test_a_note_to_many_is_no_likeness_and_nothing_to_undo(
    page: Client, anna: Agent, team: Team, one: Conversation
) -> None:
    macro = shared(team, step("note", "Wir wissen davon."))
    page.post("/bulk/start/", {"do": f"run_macro:{macro.pk}", "conversations": one.pk})
    run = BulkRun.objects.get()
    assert (run.counts["written"], run.counts["same"]) == (1, 0)
    assert f"/bulk/{run.pk}/undo/" not in page.get(f"/bulk/{run.pk}/").content.decode()


def test_what_waits_for_a_yes_is_given_up(page: Client, team: Team, one: Conversation) -> None:
    macro = shared(team, step("reply", "Guten Tag"))
    page.post("/bulk/start/", {"do": f"run_macro:{macro.pk}", "conversations": one.pk})
    run = BulkRun.objects.get()
    page.post(f"/bulk/{run.pk}/cancel/")
    page.post(f"/bulk/{run.pk}/confirm/")
    assert not one.messages.filter(direction=Direction.OUTBOUND).exists()


@pytest.mark.django_db(transaction=True)
def test_no_answer_goes_over_what_arrives_after_it_was_shown(
    page: Client, anna: Agent, team: Team, one: Conversation
) -> None:
    macro = shared(team, step("reply", "Guten Tag"), step("tag", "eilt"))
    offered = page.get(f"/conversations/{one.pk}/macros/").content.decode()
    found = re.search(r'name="seen" value="([^"]+)"', offered)
    assert found is not None
    page.post("/bulk/start/", {"do": f"run_macro:{macro.pk}", "conversations": one.pk})
    make.inbound(customer=one.customer, conversation=one)
    sent = {"macro": macro.pk, "seen": found[1]}
    assert page.post(f"/conversations/{one.pk}/macros/run/", sent).status_code == 409
    run = BulkRun.objects.get()
    page.post(f"/bulk/{run.pk}/confirm/")
    assert run.counts["refused"] == 1
    assert not one.messages.filter(direction=Direction.OUTBOUND).exists()
    assert not one.tags.exists()
