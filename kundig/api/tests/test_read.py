"""Reading through the API: what comes, in which order, in how many queries."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.actions import IncomingFile
from kundig.conversations.models import Attachment, Conversation
from kundig.core.models import Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.program import Program


def test_a_conversation_is_shown_with_its_names(
    program: Program, conversation: Conversation, anna: Agent
) -> None:
    actions.assign(conversation, by=anna.actor, agent=anna)
    actions.tag(conversation, by=anna.actor, name="Rechnung")
    answer = program.get(f"conversations/{conversation.pk}")
    assert answer.status_code == 200
    shown = answer.json()
    assert shown["assignee"] == {"id": anna.pk, "name": "Anna"}
    assert shown["customer"]["name"] == "Kofi Mensah"
    assert shown["tags"] == ["Rechnung"]
    assert shown["state"] == "open"


def test_pages_follow_each_other_without_gap_or_double(program: Program, kofi: Customer) -> None:
    made = {make.conversation(customer=kofi).pk for _ in range(7)}
    # Equal times are told apart by the id.
    Conversation.objects.update(last_activity_at=timezone.now())
    seen: list[int] = []
    query: dict[str, str] = {"limit": "3"}
    while True:
        page = program.get("conversations", query).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state": ["open", "waiting"]}, {"kofis", "idas"}),
        ({"state": "resolved"}, {"ottos"}),
        ({"assignee": "me"}, {"kofis"}),
        ({"assignee": "none"}, {"idas", "ottos"}),
        ({"team": "none"}, {"ottos", "idas"}),
        ({"tag": "Eilt"}, {"idas"}),
    ],
)
def test_conversations_are_narrowed(
    program: Program,
    anna: Agent,
    kofi: Customer,
    ida: Customer,
    otto: Customer,
    first_level: Team,
    query: dict[str, str | list[str]],
    expected: set[str],
) -> None:
    kofis = make.conversation(customer=kofi, team=first_level)
    idas, ottos = make.conversation(customer=ida), make.conversation(customer=otto)
    actions.assign(kofis, by=anna.actor, agent=anna)
    actions.tag(idas, by=anna.actor, name="Eilt")
    actions.resolve(ottos, by=anna.actor)
    names = {kofis.pk: "kofis", idas.pk: "idas", ottos.pk: "ottos"}
    page = program.get("conversations", query).json()
    assert {names[item["id"]] for item in page["items"]} == expected


def test_updated_after_follows_the_log(program: Program, anna: Agent, kofi: Customer) -> None:
    make.conversation(customer=kofi)
    changed = make.conversation(customer=kofi)
    Event.objects.update(at=timezone.now() - timedelta(days=2))
    actions.mark_spam(changed, by=anna.actor)
    since = (timezone.now() - timedelta(days=1)).isoformat()
    page = program.get("conversations", {"updated_after": since}).json()
    assert [item["id"] for item in page["items"]] == [changed.pk]


def test_messages_and_events_come_in_their_order(
    program: Program, conversation: Conversation, anna: Agent
) -> None:
    actions.reply(conversation, by=anna.actor, text="Guten Tag!")
    actions.note(conversation, by=anna.actor, text="Kennt sich aus.")
    messages = program.get(f"conversations/{conversation.pk}/messages").json()["items"]
    assert [message["direction"] for message in messages] == ["in", "out", "note"]
    assert messages[1]["delivery"]["state"] == "queued"
    assert messages[1]["agent"]["name"] == "Anna"
    events = program.get(f"conversations/{conversation.pk}/events").json()["items"]
    assert [event["kind"] for event in events][-2:] == [
        "conversation.replied",
        "conversation.noted",
    ]
    assert program.get(f"messages/{messages[0]['id']}").json() == messages[0]


def test_an_attachment_is_only_ever_downloaded(program: Program, kofi: Customer) -> None:
    page = IncomingFile(name="Übersicht.html", content_type="text/html", content=b"<script>")
    make.inbound(customer=kofi, files=[page])
    file = Attachment.objects.get()
    answer = program.get(f"attachments/{file.pk}")
    assert answer.content == b"<script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert program.get(f"attachments/{uuid4()}").status_code == 404


def test_customers_are_found_by_mail_and_name(
    program: Program, kofi: Customer, ida: Customer
) -> None:
    by_mail = program.get("customers", {"mail": "KOFI@mensah.example"}).json()
    assert [item["id"] for item in by_mail["items"]] == [kofi.pk]
    by_name = program.get("customers", {"q": "ida"}).json()
    assert [item["name"] for item in by_name["items"]] == ["Ida König"]
    assert (
        program.get(f"customers/{ida.pk}").json()["addresses"][0]["value"] == "ida@koenig.example"
    )


@pytest.mark.parametrize("path", ["agents", "teams", "tags", "channels", "levels"])
def test_the_directory_is_listed(program: Program, conversation: Conversation, path: str) -> None:
    assert program.get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("conversations", 4),
        ("conversations?state=open&assignee=none", 4),
        ("conversations/{conversation}/messages", 5),
        ("conversations/{conversation}/events", 4),
        ("customers", 4),
        ("agents", 4),
    ],
)
def test_a_list_takes_few_queries_however_long(
    program: Program,
    kofi: Customer,
    ida: Customer,
    conversation: Conversation,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    queries: int,
) -> None:
    # Token, rate limit, and then what the list itself needs.
    for customer in (kofi, ida):
        make.inbound(customer=customer, conversation=conversation)
        make.conversation(customer=customer)
    address = path.format(conversation=conversation.pk)
    program.get(address)
    with django_assert_num_queries(queries):
        program.get(address)


def test_conversations_are_searched(program: Program, kofi: Customer) -> None:
    found = make.conversation(customer=kofi, text="Die Wärmepumpe brummt nachts.")
    make.conversation(customer=kofi)
    page = program.get("conversations", {"q": "Wärmepumpen"}).json()
    assert [item["id"] for item in page["items"]] == [found.pk]
    assert program.get("conversations", {"q": "!!!"}).json()["items"] == []
